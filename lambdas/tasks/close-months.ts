import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { touchesMonth } from '../../core/erasure/erasure.ts';
import { closeMonths } from '../../core/spend/close-month.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Closes the months whose time has come. */
export function closeMonthsTask({ client, table, settings, clock, logger }: TaskContext): Task {
  const { lanes, timeZone, closeAfterDays } = settings;
  const marks = new DynamoMarkReader(client, table);
  const erasures = new DynamoErasureStore(client, table);
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    months: new DynamoClosedMonthStore(client, table),
    receipts: (at: number) => marks.receipts(at),
    isErasing: async (end: number) => touchesMonth(await erasures.list(), end, clock.now()),
  };
  return async () => {
    const results = await closeMonths(ports, clock.now(), timeZone, closeAfterDays);
    logger.info('months', { results: Object.fromEntries(results) });
  };
}
