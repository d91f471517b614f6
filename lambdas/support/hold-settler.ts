import type { Logger } from './logger.ts';
import { type HoldUse, settleHolds, useHolds } from '../../core/gate/settle-holds.ts';
import type { Ledger } from '../composition/ledger.ts';
import { expiryLog } from './expiry-log.ts';

/** What the aggregator does with the holds that entries name. */
export interface HoldSettler {
  /** Before the entries are in the totals; rejects on outages. */
  readonly use: (holdIds: readonly string[]) => Promise<void>;
  /** After it; never rejects, what fails is left to its expiry. */
  readonly settle: (uses: readonly HoldUse[]) => Promise<void>;
}

/** Settles the holds of entries, in their two steps. */
export function holdSettler(
  { held, holds }: Pick<Ledger, 'held' | 'holds'>,
  logger: Pick<Logger, 'warn'>,
): HoldSettler {
  return {
    use: (holdIds) => useHolds(holdIds, { holds }),
    settle: (uses) => settleHolds(uses, { held, holds, log: expiryLog(logger) }),
  };
}
