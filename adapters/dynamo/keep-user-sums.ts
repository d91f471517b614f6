import { type Clock, type Day, MINUTE_MS } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import { dayVersions } from '../../core/spend/read-day-facts.ts';
import { DaySums } from './day-sums.ts';
import type { Table } from './table.ts';
import { DynamoUserSumsStore } from './user-sums-store.ts';

/**
 * A day whose sums were dropped is left alone for so long: who dropped them may still be changing its totals, for as
 * long as a function runs at most.
 */
const SETTLED_MS = 30 * MINUTE_MS;

/** Keeps the sums of a day's users in one item, if its totals stood still while they were read. */
export class UserSumsKeeper {
  readonly #store: DynamoUserSumsStore;
  readonly #sums: DaySums;
  readonly #clock: Clock;

  constructor(table: Table, lanes: readonly LaneRule[], clock: Clock) {
    this.#store = new DynamoUserSumsStore(table);
    this.#sums = new DaySums(table, lanes, clock);
    this.#clock = clock;
  }

  /** Answers whether the day's item says now what its users' totals are. */
  async keep(day: Day): Promise<boolean> {
    const now = this.#clock.now();
    const seen = await this.#store.state(day);
    if (seen.droppedAt !== undefined && now < seen.droppedAt + SETTLED_MS) return false;
    const version = await this.#version(day);
    if (version === undefined) return false;
    if (version === seen.version) return true;
    const found = await this.#sums.each('user', [day]);
    if ((await this.#version(day)) !== version) return false;
    const sums = found.map(({ of, total }) => ({ userId: of.of.id, total }));
    return this.#store.put(day, { version, sums }, seen, now);
  }

  async #version(day: Day): Promise<bigint | undefined> {
    const cells = await this.#sums.cells({ from: day, to: day });
    return dayVersions(cells.map(({ of, total }) => ({ day: of.day, total })))(day);
  }
}
