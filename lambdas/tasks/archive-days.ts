import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { stopExpiry } from '../../adapters/dynamo/table-expiry.ts';
import { startJob } from '../../core/jobs/job.ts';
import { CATCH_UP_DAYS, guardExpiry } from '../../core/retention/guard-expiry.ts';
import { addDays, type Day, dayOf } from '../../core/time/ledger-time.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the archive of the days that are due, and guards against expiry without one. */
export function archiveDaysTask({ client, table, settings, jobs, metrics }: TaskContext): Task {
  const audits = new DynamoAuditStore(client, table);
  const { retentionDays, timeZone } = settings;
  return async (scheduledAt) => {
    if (retentionDays === undefined) return;
    const today = dayOf(Date.parse(scheduledAt), timeZone);
    const hasRun = (await jobs.jobs.read(jobId(addDays(today, -CATCH_UP_DAYS)))) !== undefined;
    const facts = await audits.read();
    const behind = await guardExpiry(facts, today, retentionDays, hasRun, () => stopExpiry(client, table));
    metrics.addMetric('ArchiveDaysBehind', MetricUnit.Count, behind);
    await startJob(jobs, { id: jobId(today), kind: 'archive', input: {}, createdBy: 'schedule' });
  };
}

/** One job a day: a schedule that fires twice starts it once. */
function jobId(day: Day): string {
  return `archive-${day}`;
}
