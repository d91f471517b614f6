import type { PriceChangeStatus } from '../../contracts/price-vocabulary.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { CanaryResult } from './canary-result.ts';
import { placeOverride } from './override.ts';
import type { PriceRow } from './price-row.ts';

/** What became of a price that somebody sent: the row as it was to be, and the one that it ended. */
export interface PriceChange {
  /** The row's. */
  readonly id: string;
  readonly row: PriceRow;
  readonly status: PriceChangeStatus;
  readonly reason: string;
  /** The override whose end it made; null where it made none. */
  readonly closedId: string | null;
  /** What the last seven days cost before and after; null where it was not replayed. */
  readonly canary: CanaryResult | null;
  /** What its replay may move; null where there is none. */
  readonly holdAbovePercent: number | null;
  readonly changedAt: Instant;
}

/** What a change of a change writes: rows and records, all or none. */
export interface PriceChangeStep {
  readonly change: PriceChange;
  readonly rows: readonly PriceRow[];
  /** Other changes that now end another row. */
  readonly others: readonly PriceChange[];
}

/**
 * Puts a price in force that waits, or that was taken out. Throws ConflictError while it is replayed, and where another
 * override of its key holds at that time.
 */
export function applyChange(
  change: PriceChange,
  existing: readonly PriceRow[],
  reason: string,
  at: Instant,
): PriceChangeStep {
  const { row, closed } = placeOverride(change.row, existing);
  return {
    change: { ...change, status: 'applied', reason, closedId: closed?.id ?? null, changedAt: at },
    rows: closed ? [row, closed] : [row],
    others: [],
  };
}

/**
 * Takes a price out of force as if it had never held: the override that it ended holds again, for as long as this one
 * would have. Entries keep their prices. Throws NotFoundError where the row is gone.
 */
export function rollBackChange(
  change: PriceChange,
  changes: readonly PriceChange[],
  existing: readonly PriceRow[],
  at: Instant,
): PriceChangeStep {
  const reason = 'an administrator rolled it back';
  const rolledBack: PriceChange = { ...change, status: 'rolledBack', reason, changedAt: at };
  if (change.status !== 'applied') return { change: rolledBack, rows: [], others: [] };
  const row = existing.find(({ id }) => id === change.id);
  if (!row) throw new NotFoundError(`there is no override ${change.id}: GET /prices lists them`);
  const earlier = existing.find(({ id }) => id === change.closedId);
  // Ended sooner by hand meanwhile: it stays so.
  const reopens = earlier?.effectiveTo === row.effectiveFrom;
  return {
    change: rolledBack,
    rows: [
      { ...row, effectiveTo: row.effectiveFrom },
      ...(earlier && reopens ? [{ ...earlier, effectiveTo: row.effectiveTo }] : []),
    ],
    // What ended this price ends the one before it from now on.
    others: changes
      .filter(({ closedId }) => closedId === change.id)
      .map((other) => ({ ...other, closedId: reopens ? change.closedId : null })),
  };
}

/** Throws ConflictError for a change that is being replayed: a decision now would be overtaken by its result. */
export function refuseReplaying({ id, status }: PriceChange): void {
  if (status !== 'replaying') return;
  throw new ConflictError(`the price ${id} is being replayed: try again in a minute, or roll it back`);
}
