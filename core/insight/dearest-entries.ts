import type { HistoryItem, HistoryReader } from '../spend/history-reader.ts';
import { compareText } from '../spend/total.ts';
import { addDays, type Day } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';

/** Entries that one answer looks at, whatever the number of entries is. */
const LOOKED_AT = 200;
/** Entries kept in memory; they never change. */
const MOST_KEPT = 2 * LOOKED_AT;

/** The most expensive of the newest entries. */
export interface DearestEntries {
  readonly entries: readonly Entry[];
  readonly lookedAt: number;
}

/** Finds the most expensive among the newest entries at a cost that does not grow with the ledger. */
export class NewestEntries {
  readonly #history: Pick<HistoryReader, 'newest' | 'entries'>;
  #kept = new Map<string, Entry>();

  constructor(history: Pick<HistoryReader, 'newest' | 'entries'>) {
    this.#history = history;
  }

  /** The `count` most expensive of the newest entries of these days and the day before. Rejects on outages. */
  async dearest(today: Day, count: number): Promise<DearestEntries> {
    const newest = await this.#newest(today);
    const missing = newest.filter((item) => !this.#kept.has(nameOf(item)));
    const read = missing.length > 0 ? await this.#history.entries(missing) : [];
    const known = new Map([...this.#kept, ...read.map((entry) => [nameOf(entry), entry] as const)]);
    this.#kept = new Map([...known].slice(-MOST_KEPT));
    const entries = newest.flatMap((item) => known.get(nameOf(item)) ?? []);
    return { entries: entries.toSorted(dearestFirst).slice(0, count), lookedAt: entries.length };
  }

  async #newest(today: Day): Promise<HistoryItem[]> {
    const found = new Map<string, HistoryItem>();
    for (const day of [addDays(today, 1), today, addDays(today, -1)]) {
      if (found.size >= LOOKED_AT) break;
      for (const item of await this.#history.newest(day, LOOKED_AT)) found.set(nameOf(item), item);
    }
    return [...found.values()].toSorted((a, b) => b.occurredAt - a.occurredAt).slice(0, LOOKED_AT);
  }
}

function nameOf({ day, lane, id }: Pick<HistoryItem, 'day' | 'lane' | 'id'>): string {
  return `${day} ${lane} ${id}`;
}

function dearestFirst(a: Entry, b: Entry): number {
  return a.cost === b.cost ? compareText(b.id, a.id) : a.cost > b.cost ? -1 : 1;
}
