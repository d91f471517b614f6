import type { DayFactsStore, RankedEntry } from '../spend/day-facts.ts';
import type { HistoryItem, HistoryReader } from '../spend/history-reader.ts';
import { type DayVersion, isValid } from '../spend/read-day-facts.ts';
import { addDays, type Day, daysBetween } from '../time/ledger-time.ts';
import { type EntryChain, nextCorrectionId, standing } from '../usage/entry-chain.ts';
import type { Entry } from '../usage/entry.ts';
import { standingAmong } from '../usage/standing-entries.ts';
import { Cache } from '../cache.ts';
import { descending, orderedBy } from '../order.ts';

/** Newest entries that one answer looks at, whatever the number of entries is. */
const LOOKED_AT = 200;
/** Entries kept in memory, as they were recorded: that never changes. */
const MOST_KEPT = 2 * LOOKED_AT;

/** The most expensive entries of some days. */
export interface MostExpensiveEntries {
  readonly entries: readonly Entry[];
  /** Newest entries looked at, of the days that no roll-up has been to. */
  readonly lookedAt: number;
  /** Days of which a roll-up has looked at every entry. */
  readonly wholeDays: readonly Day[];
}

export interface MostExpensivePorts {
  readonly history: Pick<HistoryReader, 'newest' | 'entries' | 'entriesById'>;
  readonly dayFacts: Pick<DayFactsStore, 'read'>;
}

type Named = Pick<Entry, 'day' | 'id' | 'cost'>;

/**
 * Finds the most expensive entries at a cost that does not grow with the ledger: those that the nightly roll-up
 * kept of closed days, and of the open day, of yesterday before its roll-up and of days that something came to since
 * theirs, among the newest.
 */
export class MostExpensiveReader {
  readonly #ports: MostExpensivePorts;
  readonly #kept = new Cache<Entry>(MOST_KEPT);

  constructor(ports: MostExpensivePorts) {
    this.#ports = ports;
  }

  /**
   * The `count` most expensive of the days from `first` to tomorrow; `versions` tell days that have changed since their
   * roll-up. Rejects on outages.
   */
  async read(
    first: Day,
    today: Day,
    count: number,
    versions: Promise<DayVersion>,
  ): Promise<MostExpensiveEntries> {
    const yesterday = addDays(today, -1);
    const [facts, open, dayVersion] = await Promise.all([
      this.#ports.dayFacts.read(daysBetween(first, yesterday)),
      this.#newest([addDays(today, 1), today]),
      versions,
    ]);
    const whole = [...facts.values()].filter((one) => isValid(one, dayVersion)).map(({ day }) => day);
    // Something came to these since their roll-up: what it kept is not all that may be among the most expensive.
    const moved = [...facts.keys()].filter((day) => !whole.includes(day));
    const unknown = facts.has(yesterday) ? moved : [yesterday, ...moved];
    const more = open.length >= LOOKED_AT ? [] : await this.#newest(unknown.toSorted().toReversed());
    const newest = await this.#entriesOf([...open, ...more].slice(0, LOOKED_AT));
    const kept = [...facts.values()].flatMap(({ mostExpensive }): readonly RankedEntry[] => mostExpensive);
    // More than are asked for: corrections made since may leave some of them out.
    const found = new Map<string, Named>(
      [...kept, ...standingAmong(newest)].map((one) => [entryMapKey(one), one]),
    );
    const ranked = [...found.values()].toSorted(mostExpensiveFirst).slice(0, 2 * count);
    const corrected = await this.#standing(await this.#whole(ranked));
    return {
      entries: corrected.toSorted(mostExpensiveFirst).slice(0, count),
      lookedAt: newest.length,
      wholeDays: whole.toSorted(),
    };
  }

  #entriesOf(newest: readonly HistoryItem[]): Promise<Entry[]> {
    return this.#known(newest, (missing) => this.#ports.history.entries(missing));
  }

  async #newest(days: readonly Day[]): Promise<HistoryItem[]> {
    const found = new Map<string, HistoryItem>();
    for (const day of days) {
      if (found.size >= LOOKED_AT) break;
      for (const item of await this.#ports.history.newest(day, LOOKED_AT)) found.set(entryMapKey(item), item);
    }
    return [...found.values()].toSorted((a, b) => b.occurredAt - a.occurredAt).slice(0, LOOKED_AT);
  }

  /** The entries themselves; one that has expired since is left out. */
  #whole(ranked: readonly Named[]): Promise<Entry[]> {
    return this.#known(ranked, async (missing) => {
      const { history } = this.#ports;
      return (await Promise.all(missing.map(({ day, id }) => history.entriesById(id, [day])))).flat();
    });
  }

  /** The entries as they are after the corrections that there are now; those that were voided are left out. */
  async #standing(entries: readonly Entry[]): Promise<Entry[]> {
    const chains = entries.map((entry) => ({ entry, corrections: [] as Entry[] }));
    for (let open = chains; open.length > 0;) {
      const next = open.map((chain) => ({ ...chain.entry, id: nextCorrectionId(chain) }));
      const found = new Map(
        (await this.#ports.history.entries(next)).map((entry) => [entryMapKey(entry), entry]),
      );
      open = open.filter((chain, index) => {
        const correction = next[index] && found.get(entryMapKey(next[index]));
        if (correction) chain.corrections.push(correction);
        return correction !== undefined;
      });
    }
    return chains.flatMap((chain: EntryChain) => standing(chain) ?? []);
  }

  /** Entries in their order, from memory or by one load of those that are missing. */
  async #known<T extends Pick<Entry, 'day' | 'id'>>(
    wanted: readonly T[],
    load: (missing: readonly T[]) => Promise<readonly Entry[]>,
  ): Promise<Entry[]> {
    const entries = new Map<string, Entry | undefined>(
      wanted.map((one) => [entryMapKey(one), this.#kept.find(entryMapKey(one))]),
    );
    const missing = wanted.filter((one) => entries.get(entryMapKey(one)) === undefined);
    for (const entry of missing.length > 0 ? await load(missing) : []) {
      entries.set(entryMapKey(entry), entry);
      this.#kept.keep(entryMapKey(entry), entry);
    }
    return wanted.flatMap((one) => entries.get(entryMapKey(one)) ?? []);
  }
}

function entryMapKey({ day, id }: Pick<Entry, 'day' | 'id'>): string {
  return `${day} ${id}`;
}

const mostExpensiveFirst = orderedBy<Named>(
  descending(({ cost }) => cost),
  descending(({ id }) => id),
);
