import { startJob } from '../../core/jobs/job.ts';
import { CATCH_UP_DAYS, guardExpiry } from '../../core/retention/guard-expiry.ts';
import { addDays, type Day, dayOf } from '../../core/time/ledger-time.ts';
import type { Task, TaskContext } from './task-context.ts';

type Parts = 'archiveNotes' | 'audits' | 'clock' | 'jobs' | 'settings' | 'stopExpiry';

/** Starts the archive of the days that are due, and guards against expiry without one. */
export function archiveDaysTask({ ledger, queue, metrics }: TaskContext<Parts>): Task {
  const { archiveNotes, audits, clock, jobs, settings, stopExpiry } = ledger;
  const { retentionDays, timeZone } = settings;
  return async (scheduledAt) => {
    if (retentionDays === undefined) return;
    const today = dayOf(Date.parse(scheduledAt), timeZone);
    const hasRun = (await jobs.read(jobId(addDays(today, -CATCH_UP_DAYS)))) !== undefined;
    const [facts, { days }] = await Promise.all([audits.read(), archiveNotes.read()]);
    const waits = [...days.values()].flatMap(({ waitingSince }) => waitingSince ?? []);
    const waitingSince = waits.length > 0 ? Math.min(...waits) : undefined;
    const state = { facts, waitingSince, hasRun };
    const behind = await guardExpiry(state, today, retentionDays, stopExpiry);
    metrics.addMetric('ArchiveDaysBehind', behind);
    const start = { id: jobId(today), kind: 'archive' as const, input: {}, createdBy: 'schedule' };
    await startJob({ jobs, queue, clock }, start);
  };
}

/** One job a day: a schedule that fires twice starts it once. */
function jobId(day: Day): string {
  return `archive-${day}`;
}
