import type { JobKind } from '../jobs/job.ts';
import { type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import type { LedgerFacts } from '../spend/audit.ts';
import type { Clock, Day, Instant, Month } from '../time/ledger-time.ts';
import type { DayPlace } from '../usage/day-part.ts';
import type { Entry } from '../usage/entry.ts';
import type { LaneRule } from '../usage/lanes.ts';

/** Files of the archive. Methods reject on outages. */
export interface ArchiveStore {
  /** Writes lines compressed under the key; an earlier file of the key is replaced. */
  put(key: string, lines: AsyncIterable<string>): Promise<void>;
  /** The lines of a file, read back. */
  lines(key: string): AsyncIterable<string>;
}

/** The sums of a day. */
export interface DaySum {
  readonly cost: PicoUsd;
  readonly events: number;
  readonly unpriced: number;
}

/** The totals of a day, with their version. */
export interface VersionedDaySum extends DaySum {
  /** Raised by every change of them. */
  readonly version: bigint;
}

/** What the files of a day hold together, and the state of the totals that they were compared with. */
export interface ArchivedDay extends VersionedDaySum {
  readonly files: number;
  /** Since when records of the day wait for a file. */
  readonly waitingSince?: Instant | undefined;
}

/** When the sealed days of a month were last compared with their totals. */
export interface CheckedMonth {
  /** Version of the month's late total, read before the comparison. */
  readonly late: bigint;
  readonly at: Instant;
}

/** The archive's own notes. Methods reject on outages. */
export interface ArchiveNotes {
  read(): Promise<{
    readonly days: ReadonlyMap<Day, ArchivedDay>;
    readonly months: ReadonlyMap<Month, CheckedMonth>;
  }>;
  /** Notes the files of a day; nothing waits any more. */
  noteDay(day: Day, archived: ArchivedDay): Promise<void>;
  /** Notes that records of a day wait for a file; an earlier note stays. */
  noteWaiting(day: Day, since: Instant): Promise<void>;
  noteMonth(month: Month, checked: CheckedMonth): Promise<void>;
  /** The version of each month's late total, consistently read; 0 where nothing came late. */
  lateVersions(months: readonly Month[]): Promise<ReadonlyMap<Month, bigint>>;
}

export interface ArchivePorts {
  readonly archive: ArchiveStore;
  readonly notes: ArchiveNotes;
  readonly facts: () => Promise<LedgerFacts>;
  /** Notes that every day up to this one is archived; an earlier day changes nothing. */
  readonly seal: (day: Day) => Promise<void>;
  /** Makes the totals of a day equal its entries, open ones brought in. */
  readonly recalculate: JobKind;
  /** By lane and id; with `after`, those behind that entry. */
  readonly entriesOfDay: (day: Day, after?: DayPlace) => AsyncIterable<readonly Entry[]>;
  /** Brings those of these entries into the totals that are not there yet. */
  readonly bringIn: (entries: readonly Entry[]) => Promise<void>;
  /** The totals of days, consistently read; days without one are left out. */
  readonly daySums: (from: Day, to: Day) => Promise<ReadonlyMap<Day, VersionedDaySum>>;
  readonly clock: Clock;
  readonly timeZone: string;
  /** How the entries of days are split. */
  readonly lanes: readonly LaneRule[];
  /** Absent: entries are kept for ever, nothing is archived. */
  readonly retentionDays: number | undefined;
}

/** A day without anything. */
export const NO_DAY_SUM: VersionedDaySum = { cost: ZERO_USD, events: 0, unpriced: 0, version: 0n };
