import { startAudit } from '../../core/spend/audit.ts';
import { movedDays } from '../../core/spend/read-day-facts.ts';
import type { Days } from '../../core/time/range.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the nightly audit of the last closed days, of those that have changed since, and of older ones in turn. */
export function auditDaysTask({
  ledger,
  queue,
}: TaskContext<'audits' | 'clock' | 'dayFacts' | 'jobs' | 'settings' | 'totals'>): Task {
  const { audits, clock, dayFacts, jobs, settings, totals } = ledger;
  const ports = { jobs, queue, clock, audits, movedDays: (days: Days) => movedDays(days, dayFacts, totals) };
  return (scheduledAt) => startAudit(ports, Date.parse(scheduledAt), settings.timeZone);
}
