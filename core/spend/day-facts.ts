import type { PicoUsd } from '../money/decimal.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import type { Entry, Reference } from '../usage/entry.ts';
import { ascending, descending, orderedBy } from '../order.ts';

/** One of the most expensive entries of a day; it names no person, so that erasing one need not look here. */
export interface RankedEntry {
  readonly id: string;
  readonly day: Day;
  readonly occurredAt: Instant;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly operation?: string | undefined;
  readonly resource?: Reference | undefined;
  readonly cost: PicoUsd;
}

/** What the nightly roll-up keeps of a day beside its totals. */
export interface DayFacts {
  readonly day: Day;
  readonly madeAt: Instant;
  /** Of the day's totals when they were made; undefined of facts that were kept before versions were. */
  readonly version: bigint | undefined;
  /** Users with costs; work without a user is not one. */
  readonly activeUsers: number;
  /** At most KEPT_ENTRIES, the most expensive first. */
  readonly mostExpensive: readonly RankedEntry[];
}

/** Keeps the facts of closed days. Methods reject on outages. */
export interface DayFactsStore {
  /** Facts of those days that have some. */
  read(days: readonly Day[]): Promise<ReadonlyMap<Day, DayFacts>>;
  /** Replaces what an earlier run kept: the same day gives the same facts. */
  put(facts: DayFacts): Promise<void>;
}

const KEPT_ENTRIES = 20;

/** The most expensive of any entries, equal ones by id; a few stay in memory, whatever comes. */
export function mostExpensiveOf(entries: Iterable<RankedEntry>): RankedEntry[] {
  let kept: RankedEntry[] = [];
  for (const entry of entries) {
    const last = kept[KEPT_ENTRIES - 1];
    if (last && byCost(entry, last) >= 0) continue;
    kept = [...kept, entry].sort(byCost).slice(0, KEPT_ENTRIES);
  }
  return kept;
}

const byCost = orderedBy<RankedEntry>(
  descending(({ cost }) => cost),
  ascending(({ id }) => id),
);

/** What is kept of an entry where it is one of the most expensive. */
export function rankedEntry(entry: Entry): RankedEntry {
  const { id, day, occurredAt, provider, service, model, operation, resource, cost } = entry;
  return { id, day, occurredAt, provider, service, model, operation, resource, cost };
}
