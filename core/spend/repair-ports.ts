import type { Instant } from '../time/ledger-time.ts';
import type { Contribution, SpendFacts } from './contributions.ts';
import type { Mark, MarkKey } from './spend-ports.ts';
import type { TotalId } from './total-id.ts';

/** A total as it is stored: its amounts and the version that every update raises. */
export interface StandingTotal extends Contribution {
  readonly version: bigint;
  /** Tells a total from one that was deleted and made again with the same version. */
  readonly updatedAt?: Instant | undefined;
}

/** One stored entry, as far as a repair needs it. */
export interface CountedEntry {
  readonly mark: MarkKey;
  readonly index: number;
  /** The entry's id; with the mark's partition it names the entry. */
  readonly id: string;
  readonly facts: SpendFacts;
}

/** An entry that is stored and not in the totals. */
export type OpenEntry = Pick<CountedEntry, 'mark' | 'id'>;

/** Where a pass begins, behind the part whose `next` it is, and how many items it asks for at once, if it says so. */
export interface PassStart {
  readonly after?: string | undefined;
  readonly atOnce?: number | undefined;
}

/** A part of a scope. */
interface ScopePage<T> {
  readonly items: readonly T[];
  /** Where a later step goes on behind this part; undefined: nowhere, so that the step must take the next part too. */
  readonly next: string | undefined;
}

/** A part of the entries of a scope; `looked`: how many were read for it. */
export interface EntriesPage extends ScopePage<CountedEntry> {
  readonly looked: number;
}

/** A total by the key of its item. */
export type KeyedTotal = readonly [key: string, total: StandingTotal];

/** A part of the totals of a scope. */
export type TotalsPage = ScopePage<KeyedTotal>;

/** A set of totals with the entries behind them: a day, or one user, resource or group of a day. */
export interface RepairScope {
  /** For people: `2026-11-21`, `user user-42 on 2026-11-21`. */
  readonly name: string;
  /** The ledger's, by which entries are late and have their hours. */
  readonly timeZone: string;
  /** The totals that are stored for this scope, consistently read. */
  totals(from?: PassStart): AsyncIterable<TotalsPage>;
  /** Every entry of the scope, consistently read; an entry comes once. */
  entries(from?: PassStart): AsyncIterable<EntriesPage>;
  /** Totals by their names, consistently read; what is not there is left out. */
  read(totals: readonly TotalId[]): Promise<ReadonlyMap<string, StandingTotal>>;
  /** Whether a total belongs to the scope: entries add to others too. */
  covers(contribution: Contribution): boolean;
}

/** Reads and writes of repairs. Methods reject on outages. */
export interface RepairStore {
  readMarks(keys: readonly MarkKey[]): Promise<Map<string, Mark>>;
  totalKey(contribution: Contribution): string;
  /** One total, consistently read; a zero of version 0 when there is none. */
  readTotal(contribution: Contribution): Promise<StandingTotal>;
  /** The ledger's counts in all lanes that there are, consistently read. */
  readCounts(): Promise<readonly StandingTotal[]>;
  /** Adds the difference on the condition that version and time are still those of `seen`; false when not. */
  addDifference(difference: Contribution, seen: StandingTotal, at: Instant): Promise<boolean>;
  /** When the recorder batch of a mark began. */
  startedAt(key: MarkKey): Instant;
  /** Marks of older recorder batches are gone: their bits count as set. */
  markIsGone(key: MarkKey, now: Instant): boolean;
}
