import { keepProjection } from '../../core/forecast/keep-projection.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Keeps what the month is projected to today. */
export function keepProjectionTask({
  ledger,
  logger,
}: TaskContext<'clock' | 'projections' | 'settings' | 'totals'>): Task {
  const { clock, projections, settings, totals } = ledger;
  return async () => {
    const kept = await keepProjection({ totals, projections }, clock.now(), settings.timeZone);
    logger.info('projection', { madeOn: kept?.madeOn ?? null, method: kept?.method ?? null });
  };
}
