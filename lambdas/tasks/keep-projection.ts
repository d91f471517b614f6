import { DynamoProjectionStore } from '../../adapters/dynamo/projection-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { keepProjection } from '../../core/forecast/keep-projection.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Keeps what the month is projected to today. */
export function keepProjectionTask({ client, table, settings, clock, logger }: TaskContext): Task {
  const { lanes, timeZone } = settings;
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    projections: new DynamoProjectionStore(client, table),
  };
  return async () => {
    const kept = await keepProjection(ports, clock.now(), timeZone);
    logger.info('projection', { madeOn: kept?.madeOn ?? null, method: kept?.method ?? null });
  };
}
