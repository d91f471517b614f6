import { type MarkTally, openPositions, STREAM_HOURS } from './push-open-marks.ts';
import {
  addMonths,
  type Day,
  dayOf,
  daysBetween,
  daysOfMonth,
  endOfMonth,
  HOUR_MS,
  type Instant,
  type Month,
  monthOf,
  monthsBetween,
} from '../time/ledger-time.ts';
import type { ClosedMonth, ClosedMonthStore, LateMonth } from './closed-month.ts';
import { ascending } from '../order.ts';
import { LATE_AFTER_MS } from '../time/range.ts';
import { MonthSums } from './month-sums.ts';
import type { TotalsReader } from './totals-reader.ts';

export interface CloseMonthPorts {
  readonly totals: TotalsReader;
  readonly months: ClosedMonthStore;
  /** Tallies of the recorder batches that began in the hour of `at`. */
  readonly tallies: (at: Instant) => Promise<readonly MarkTally[]>;
  /** Whether lines of users of a month that ended at `end` are being moved to pseudonyms. */
  readonly isErasing?: (end: Instant) => Promise<boolean>;
  /** The first day of the import that is open. */
  readonly importedFrom?: () => Promise<Day | undefined>;
}

export type CloseResult = 'closed' | 'closed before' | 'too early' | 'busy' | 'import open';

/** Months back that are closed although they hold nothing. */
const EMPTY_MONTHS = 24;

/** The instant from which a month may be closed. */
export function closesAt(month: Month, timeZone: string): Instant {
  return endOfMonth(month, timeZone) + LATE_AFTER_MS;
}

/**
 * Closes a month with all that its days hold, late or not: what comes afterwards is kept beside it. `busy` while a
 * recorder batch from before the cut is not in the totals yet, a late entry came in between, or a user of the month
 * is being erased; `import open` while an import may still bring something into it, also one that is opened while the
 * month is added up. The next run takes it.
 */
export async function closeMonth(
  month: Month,
  ports: CloseMonthPorts,
  now: Instant,
  timeZone: string,
): Promise<CloseResult> {
  const cut = closesAt(month, timeZone);
  if (now < cut) return 'too early';
  if (await ports.months.head(month)) return 'closed before';
  const isImported = async () => {
    const from = await ports.importedFrom?.();
    return from !== undefined && monthOf(from) <= month;
  };
  if (await isImported()) return 'import open';
  const isErasing = () => ports.isErasing?.(cut - LATE_AFTER_MS) ?? Promise.resolve(false);
  if ((await isErasing()) || (await hasOpenMarks(cut, ports))) return 'busy';
  const before = await ports.months.late(month);
  const closed = await sumMonth(month, before, ports.totals, now);
  const after = await ports.months.late(month);
  if (before.organisation.version !== after.organisation.version || (await isErasing())) return 'busy';
  if (await isImported()) return 'import open';
  await ports.months.close(closed);
  // An import that was opened meanwhile has not seen the month closed, and opens months with nothing in them again.
  const isOpened = (await isImported()) && (await ports.months.reopenEmpty([month])).length > 0;
  return isOpened ? 'import open' : 'closed';
}

async function hasOpenMarks(cut: Instant, { tallies }: CloseMonthPorts): Promise<boolean> {
  for (let hour = 0; hour <= STREAM_HOURS; hour++) {
    const list = await tallies(cut - hour * HOUR_MS);
    if (list.some((tally) => tally.startedAt < cut && openPositions(tally) > 0)) return true;
  }
  return false;
}

async function sumMonth(
  month: Month,
  late: LateMonth,
  totals: TotalsReader,
  closedAt: Instant,
): Promise<ClosedMonth> {
  const { from, to } = daysOfMonth(month);
  const sums = new MonthSums();
  for (const day of await totals.heldAmong(daysBetween(from, to))) await sums.add(day, totals);
  return {
    month,
    closedAt,
    organisation: sums.organisation,
    resources: sums.resources,
    users: sums.users(late),
    groups: sums.groups(),
  };
}

/**
 * Closes every month that may be closed and is not, oldest first, those that hold nothing for two years back;
 * `closeAfterDays` from the end of a month is the stage's wish, 48 hours the least. Answers what became of each.
 */
export async function closeMonths(
  ports: CloseMonthPorts,
  now: Instant,
  timeZone: string,
  closeAfterDays: number,
): Promise<Map<Month, CloseResult>> {
  const results = new Map<Month, CloseResult>();
  const first = await ports.totals.firstDay();
  if (first === undefined) return results;
  const wish = now - closeAfterDays * 24 * HOUR_MS;
  const today = dayOf(now, timeZone);
  const held = await ports.totals.heldAmong(daysBetween(first, today));
  const recent = monthsBetween(addMonths(monthOf(today), -EMPTY_MONTHS), monthOf(today));
  const months = new Set([...held.map(monthOf), ...recent.filter((month) => month >= monthOf(first))]);
  for (const month of [...months].sort(ascending((name) => name))) {
    if (endOfMonth(month, timeZone) > wish) break;
    results.set(month, await closeMonth(month, ports, now, timeZone));
  }
  return results;
}
