import { inBatches } from '../../core/in-batches.ts';
import { type Clock, type Day, type Instant, MINUTE_MS } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import { dayVersions } from '../../core/spend/read-day-facts.ts';
import { DaySums } from './day-sums.ts';
import type { Table } from './table.ts';
import { DynamoDaySumsStore, STORED_SUM_KINDS, type StoredSumKind } from './day-sums-store.ts';

/**
 * A day whose sums were dropped is left alone for so long: who dropped them may still be changing its totals, for as
 * long as a function runs at most.
 */
const SETTLED_MS = 30 * MINUTE_MS;

/** The day index, by which resources and groups are found, may lag behind what was written lately. */
const INDEX_LAG_MS = 15 * MINUTE_MS;

/** Keeps the sums of a day's users, resources and groups, each in one item, if its totals stand still meanwhile. */
export class DaySumsKeeper {
  readonly #store: DynamoDaySumsStore;
  readonly #sums: DaySums;
  readonly #clock: Clock;

  constructor(table: Table, lanes: readonly LaneRule[], clock: Clock) {
    this.#store = new DynamoDaySumsStore(table);
    this.#sums = new DaySums(table, lanes, clock);
    this.#clock = clock;
  }

  /** Answers the kinds whose item says now what their totals of the day are. */
  async keep(day: Day): Promise<StoredSumKind[]> {
    const kept = await inBatches(STORED_SUM_KINDS, async (kind) =>
      (await this.#keep(kind, day)) ? [kind] : [],
    );
    return kept.flat();
  }

  async #keep(kind: StoredSumKind, day: Day): Promise<boolean> {
    const now = this.#clock.now();
    const seen = await this.#store.state(kind, day);
    if (seen.droppedAt !== undefined && now < seen.droppedAt + SETTLED_MS) return false;
    const before = await this.#stateOf(day);
    if (before.version === undefined) return false;
    if (before.version === seen.version) return true;
    if (kind !== 'user' && now < before.changedAt + INDEX_LAG_MS) return false;
    const found = await this.#sums.each(kind, [day]);
    const { version } = await this.#stateOf(day);
    if (version !== before.version) return false;
    const sums = found.map(({ of: { of, group }, total }) => ({ of, group, total }));
    return this.#store.put(kind, day, { version, sums }, { seen, at: now });
  }

  /** What every entry of the day changes, and when that was last. */
  async #stateOf(day: Day): Promise<{ readonly version: bigint | undefined; readonly changedAt: Instant }> {
    const cells = await this.#sums.cells({ from: day, to: day });
    return {
      version: dayVersions(cells.map(({ of, total }) => ({ day: of.day, total })))(day),
      changedAt: cells.reduce((last, { total }) => Math.max(last, total.updatedAt ?? 0), 0),
    };
  }
}
