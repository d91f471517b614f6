import type { DayFactsStore, DearEntry } from '../spend/day-facts.ts';
import type { HistoryItem, HistoryReader } from '../spend/history-reader.ts';
import { addDays, type Day, daysBetween } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { descending, orderedBy } from '../order.ts';

/** Newest entries that one answer looks at, whatever the number of entries is. */
const LOOKED_AT = 200;
/** Entries kept in memory; their amounts never change. */
const MOST_KEPT = 2 * LOOKED_AT;

/** The most expensive entries of some days. */
export interface DearestEntries {
  readonly entries: readonly Entry[];
  /** Newest entries looked at, of the days that no roll-up has been to. */
  readonly lookedAt: number;
  /** Days of which a roll-up has looked at every entry. */
  readonly wholeDays: readonly Day[];
}

export interface DearestPorts {
  readonly history: Pick<HistoryReader, 'newest' | 'entries' | 'entriesById'>;
  readonly dayFacts: Pick<DayFactsStore, 'read'>;
}

type Named = Pick<Entry, 'day' | 'id' | 'cost'>;

/**
 * Finds the most expensive entries at a cost that does not grow with the ledger: those that the nightly roll-up
 * kept of closed days, and of the open day, and of yesterday before its roll-up, among the newest.
 */
export class DearestReader {
  readonly #ports: DearestPorts;
  #kept = new Map<string, Entry>();

  constructor(ports: DearestPorts) {
    this.#ports = ports;
  }

  /** The `count` most expensive of the days from `first` to tomorrow. Rejects on outages. */
  async dearest(first: Day, today: Day, count: number): Promise<DearestEntries> {
    const yesterday = addDays(today, -1);
    const [facts, open] = await Promise.all([
      this.#ports.dayFacts.read(daysBetween(first, yesterday)),
      this.#newest([addDays(today, 1), today]),
    ]);
    const more = facts.has(yesterday) || open.length >= LOOKED_AT ? [] : await this.#newest([yesterday]);
    const newest = await this.#entriesOf([...open, ...more].slice(0, LOOKED_AT));
    const kept = [...facts.values()].flatMap(({ dearest }): readonly DearEntry[] => dearest);
    const ranked = [...newest, ...kept].toSorted(mostExpensiveFirst).slice(0, count);
    return {
      entries: await this.#whole(ranked),
      lookedAt: newest.length,
      wholeDays: [...facts.keys()].toSorted(),
    };
  }

  async #entriesOf(newest: readonly HistoryItem[]): Promise<Entry[]> {
    const missing = newest.filter((item) => !this.#kept.has(nameOf(item)));
    this.#keep(missing.length > 0 ? await this.#ports.history.entries(missing) : []);
    return newest.flatMap((item) => this.#kept.get(nameOf(item)) ?? []);
  }

  async #newest(days: readonly Day[]): Promise<HistoryItem[]> {
    const found = new Map<string, HistoryItem>();
    for (const day of days) {
      if (found.size >= LOOKED_AT) break;
      for (const item of await this.#ports.history.newest(day, LOOKED_AT)) found.set(nameOf(item), item);
    }
    return [...found.values()].toSorted((a, b) => b.occurredAt - a.occurredAt).slice(0, LOOKED_AT);
  }

  /** The entries themselves; one that has expired since is left out. */
  async #whole(ranked: readonly Named[]): Promise<Entry[]> {
    const missing = ranked.filter((named) => !this.#kept.has(nameOf(named)));
    const found = await Promise.all(missing.map(({ day, id }) => this.#ports.history.entriesById(id, [day])));
    this.#keep(found.flat());
    return ranked.flatMap((named) => this.#kept.get(nameOf(named)) ?? []);
  }

  #keep(entries: readonly Entry[]): void {
    const known = new Map([...this.#kept, ...entries.map((entry) => [nameOf(entry), entry] as const)]);
    this.#kept = new Map([...known].slice(-MOST_KEPT));
  }
}

function nameOf({ day, id }: Pick<Entry, 'day' | 'id'>): string {
  return `${day} ${id}`;
}

const mostExpensiveFirst = orderedBy<Named>(
  descending(({ cost }) => cost),
  descending(({ id }) => id),
);
