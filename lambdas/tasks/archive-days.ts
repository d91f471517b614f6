import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoArchiveNotes } from '../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { stopExpiry } from '../../adapters/dynamo/table-expiry.ts';
import { startJob } from '../../core/jobs/job.ts';
import { CATCH_UP_DAYS, guardExpiry } from '../../core/retention/guard-expiry.ts';
import { addDays, type Day, dayOf } from '../../core/time/ledger-time.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the archive of the days that are due, and guards against expiry without one. */
export function archiveDaysTask({ client, table, settings, jobs, metrics }: TaskContext): Task {
  const audits = new DynamoAuditStore(client, table);
  const notes = new DynamoArchiveNotes(client, table);
  const { retentionDays, timeZone } = settings;
  return async (scheduledAt) => {
    if (retentionDays === undefined) return;
    const today = dayOf(Date.parse(scheduledAt), timeZone);
    const hasRun = (await jobs.jobs.read(jobId(addDays(today, -CATCH_UP_DAYS)))) !== undefined;
    const [facts, { days }] = await Promise.all([audits.read(), notes.read()]);
    const waits = [...days.values()].flatMap(({ waitingSince }) => waitingSince ?? []);
    const waitingSince = waits.length > 0 ? Math.min(...waits) : undefined;
    const state = { facts, waitingSince, hasRun };
    const behind = await guardExpiry(state, today, retentionDays, () => stopExpiry(client, table));
    metrics.addMetric('ArchiveDaysBehind', MetricUnit.Count, behind);
    await startJob(jobs, { id: jobId(today), kind: 'archive', input: {}, createdBy: 'schedule' });
  };
}

/** One job a day: a schedule that fires twice starts it once. */
function jobId(day: Day): string {
  return `archive-${day}`;
}
