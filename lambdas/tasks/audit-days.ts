import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { startAudit } from '../../core/spend/audit.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the nightly audit of the last closed days and of the older ones whose turn it is. */
export function auditDaysTask({ client, table, settings, jobs }: TaskContext): Task {
  const audits = new DynamoAuditStore(client, table);
  return (scheduledAt) => startAudit({ ...jobs, audits }, Date.parse(scheduledAt), settings.timeZone);
}
