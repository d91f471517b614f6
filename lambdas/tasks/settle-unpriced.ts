import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { startSettlement } from '../../core/spend/settle-job.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Settles once a day what a new version of the price data has a price for. */
export function settleUnpricedTask({ client, table, settings, jobs }: TaskContext): Task {
  const totals = new DynamoTotalsReader(client, table, settings.lanes);
  return (scheduledAt) => startSettlement(jobs, totals, Date.parse(scheduledAt), settings.timeZone);
}
