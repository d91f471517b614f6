import type { Clock, Day } from '../time/ledger-time.ts';

/** How long a day's list is believed at most: an index may lag behind the total that dates it. */
const BELIEVED_MS = 10 * 60_000;

interface Remembered<T> {
  readonly version: string;
  readonly until: number;
  readonly items: readonly T[];
}

/**
 * Remembers lists by day, such as what each user spent. A list is read again as soon as the day's version
 * (its total) has changed, so that late entries are seen; the open day is never remembered.
 */
export class DayMemory<T> {
  readonly #load: (day: Day) => Promise<readonly T[]>;
  readonly #clock: Clock;
  #days = new Map<Day, Remembered<T>>();

  constructor(load: (day: Day) => Promise<readonly T[]>, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** The lists of all days in one; days that are not asked for are forgotten. Rejects as the load does. */
  async read(days: readonly Day[], today: Day, versionOf: (day: Day) => string): Promise<T[]> {
    const now = this.#clock.now();
    const lists = await Promise.all(
      days.map(async (day) => {
        const version = versionOf(day);
        const known = this.#days.get(day);
        if (known && known.version === version && known.until > now) return [day, known] as const;
        const items = version === EMPTY ? [] : await this.#load(day);
        return [day, { version, until: now + BELIEVED_MS, items }] as const;
      }),
    );
    this.#days = new Map(lists.filter(([day]) => day < today));
    return lists.flatMap(([, { items }]) => items);
  }
}

/** The version of a day that has no total: there is nothing to read. */
export const EMPTY = '';
