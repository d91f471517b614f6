import { startAudit } from '../../core/spend/audit.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the nightly audit of the last closed days and of the older ones whose turn it is. */
export function auditDaysTask({
  ledger,
  queue,
}: TaskContext<'audits' | 'clock' | 'jobs' | 'settings'>): Task {
  const { audits, clock, jobs, settings } = ledger;
  return (scheduledAt) =>
    startAudit({ jobs, queue, clock, audits }, Date.parse(scheduledAt), settings.timeZone);
}
