import type { Logger } from './logger.ts';
import { settleHolds } from '../../core/gate/settle-holds.ts';
import type { Ledger } from '../composition/ledger.ts';
import { expiryLog } from './expiry-log.ts';

/** Settles the holds of entries that are in the totals; what fails is left to its expiry. */
export function holdSettler({ held, holds }: Pick<Ledger, 'held' | 'holds'>, logger: Pick<Logger, 'warn'>) {
  return (holdIds: readonly string[]) => settleHolds(holdIds, { held, holds, log: expiryLog(logger) });
}
