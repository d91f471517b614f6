import { startSettlement } from '../../core/spend/settle-job.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Settles once a day what a new version of the price data has a price for. */
export function settleUnpricedTask({
  ledger,
  queue,
}: TaskContext<'clock' | 'jobs' | 'settings' | 'totals'>): Task {
  const { clock, jobs, settings, totals } = ledger;
  return (scheduledAt) =>
    startSettlement({ jobs, queue, clock }, totals, Date.parse(scheduledAt), settings.timeZone);
}
