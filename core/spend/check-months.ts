import { ConflictError } from '../errors.ts';
import { inBatches } from '../in-batches.ts';
import {
  type Day,
  daysBetween,
  daysOfMonth,
  firstOf,
  HOUR_MS,
  type Instant,
  type Month,
  monthOf,
} from '../time/ledger-time.ts';
import type { HistoryReader } from './history-reader.ts';
import type { TotalsReader } from './totals-reader.ts';

/** What the ledger notes of where its items are. */
export interface LedgerExtent {
  /** Undefined while the ledger is empty. */
  readonly firstDay: Day | undefined;
  /** Oldest first; undefined in a ledger from before they were noted: any month since the first day. */
  readonly months: readonly HeldMonth[] | undefined;
}

interface HeldMonth {
  readonly month: Month;
  /** When something was last recorded for it, to the hour before. */
  readonly notedAt: Instant;
}

/** Reads and corrects the months that hold items. Methods reject on outages. */
export interface ExtentStore {
  read(): Promise<LedgerExtent>;
  /**
   * Keeps these months, drops the others, and moves the first day; answers false, and changes nothing, when
   * something was noted since `seen` was read.
   */
  correct(seen: LedgerExtent, correction: ExtentCorrection): Promise<boolean>;
}

/** What is left of the months of a ledger. */
export interface ExtentCorrection {
  readonly kept: readonly HeldMonth[];
  readonly firstDay: Day;
  /** Months from this one on were not looked at; undefined: all were. */
  readonly restFrom: Month | undefined;
}

/** A recorder notes a month again each hour and works for minutes: a month not noted for longer has no writer. */
const QUIET_MS = 2 * HOUR_MS;

/** Months whose days are looked at in one call: each is a read of its entries. */
const MOST_EMPTY = 24;

/**
 * Drops months that hold nothing, neither totals nor entries, and moves the first day to the first month that
 * holds something. A month that was noted in the last hours stays. Throws ConflictError while the months change.
 */
export async function checkMonths(
  { extent, totals, history }: CheckMonthsPorts,
  now: Instant,
): Promise<CheckedMonths> {
  const seen = await extent.read();
  const { firstDay, months } = seen;
  if (firstDay === undefined || months === undefined) return { extent: seen, dropped: [], complete: true };
  const quiet = months.filter(({ notedAt }) => notedAt < now - QUIET_MS);
  const judged = await inBatches(quiet, async ({ month }) => {
    const { length } = await totals.cells(daysOfMonth(month));
    return length > 0 ? [] : [month];
  });
  const candidates = judged.flat();
  const dropped = new Set<Month>();
  for (const month of candidates.slice(0, MOST_EMPTY)) {
    if (!(await holdsEntries(month, history))) dropped.add(month);
  }
  const complete = candidates.length <= MOST_EMPTY;
  const kept = months.filter(({ month }) => !dropped.has(month));
  const [first] = kept;
  if (dropped.size === 0 || first === undefined) return { extent: seen, dropped: [], complete };
  // Within a month the first day stays: a recorder may write to an earlier day of a month it has noted.
  const moved = first.month > monthOf(firstDay) ? firstOf(first.month) : firstDay;
  const restFrom = candidates[MOST_EMPTY];
  if (!(await extent.correct(seen, { kept, firstDay: moved, restFrom }))) {
    throw new ConflictError('something was recorded in the meantime: try again');
  }
  return { extent: { firstDay: moved, months: kept }, dropped: [...dropped], complete };
}

async function holdsEntries(month: Month, history: CheckMonthsPorts['history']): Promise<boolean> {
  const { from, to } = daysOfMonth(month);
  const found = await inBatches(daysBetween(from, to), async (day) => {
    for await (const page of history.entriesOfDay(day)) if (page.length > 0) return true;
    return false;
  });
  return found.includes(true);
}

export interface CheckedMonths {
  readonly extent: LedgerExtent;
  readonly dropped: readonly Month[];
  /** False when more months without totals are there than one call looks at. */
  readonly complete: boolean;
}

export interface CheckMonthsPorts {
  readonly extent: ExtentStore;
  readonly totals: Pick<TotalsReader, 'cells'>;
  readonly history: Pick<HistoryReader, 'entriesOfDay'>;
}
