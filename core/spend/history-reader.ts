import type { Day, Instant } from '../time/ledger-time.ts';
import type { DayPlace } from '../usage/day-part.ts';
import type { Entry, EntryKey } from '../usage/entry.ts';
import type { HistoryListing } from './spend-ports.ts';

/** Names an entry in a history, with the time it is sorted by. */
export interface HistoryItem extends EntryKey {
  readonly occurredAt: Instant;
}

/** All that a history lists for one hour of the ledger; an entry may be listed twice. */
export interface HistoryHour {
  readonly day: Day;
  readonly hour: string;
  readonly items: readonly HistoryItem[];
}

/** Some entries of a day, spread over its hours. */
export interface HistorySample {
  readonly items: readonly HistoryItem[];
  /** These are all that the day has. */
  readonly whole: boolean;
}

/** Reads of histories and entries. Methods reject on outages. */
export interface HistoryReader {
  /**
   * Hours that have entries, newest first, from the hour of `last` back to the hour of `first`; both are
   * instants and both hours are brought whole.
   */
  hours(of: HistoryListing['of'], first: Instant, last: Instant): AsyncIterable<HistoryHour>;
  /** At most about `most` of the entries that the organisation's history listed last for a day, in no useful order. */
  newest(day: Day, most: number): Promise<HistoryItem[]>;
  /** At most `most` entries of a day, spread over its hours, whatever the day has; the same ones each time. */
  sample(day: Day, most: number): Promise<HistorySample>;
  /** Entries by key, in the order of the keys; those that are not there any more are left out. */
  entries(keys: readonly EntryKey[]): Promise<Entry[]>;
  /** All entries of a day in pages, by lane and id; only those after `after` if it is given. */
  entriesOfDay(day: Day, after?: DayPlace): AsyncIterable<readonly Entry[]>;
  /** Entries of this id on any of these days. */
  entriesById(id: string, days: readonly Day[]): Promise<Entry[]>;
  /** Those of some days that may hold anything. A few days come back as they are. */
  heldAmong(days: readonly Day[]): Promise<readonly Day[]>;
}
