import { closeMonths } from '../../core/spend/close-month.ts';
import { type CloseLedger, closePorts } from '../support/close-ports.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Closes the months whose time has come. */
export function closeMonthsTask({ ledger, logger }: TaskContext<keyof CloseLedger | 'settings'>): Task {
  const { timeZone, closeAfterDays } = ledger.settings;
  const ports = closePorts(ledger);
  return async () => {
    const results = await closeMonths(ports, ledger.clock.now(), timeZone, closeAfterDays);
    logger.info('months', { results: Object.fromEntries(results) });
  };
}
