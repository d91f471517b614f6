import { type Day, addDays, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { FAILED_OUTCOME } from './contributions.ts';
import { readTotals } from './dimension.ts';
import { failedDays } from './failed-days.ts';
import { fitsCell, type SpendFilters } from './spend-filters.ts';
import type { TotalsReader } from './totals-reader.ts';

/**
 * The days whose entries have to be added up where no totals are kept for some filters together. Of failed calls those
 * alone on which totals count some, of the user who is asked for or of all: a year with three bad days is three days.
 */
export async function daysToScan(
  filters: SpendFilters,
  days: Days,
  totals: TotalsReader,
): Promise<readonly Days[]> {
  if (filters.entries.outcome !== FAILED_OUTCOME) return [days];
  const user = filters.scopes.find(({ kind }) => kind === 'user');
  const found = user
    ? await readTotals(user, days, totals)
    : (await totals.cells(days, 'sums')).filter((cell) => fitsCell(filters.cell, cell));
  const failed = failedDays(found);
  // Totals from before failures were counted: any of the days may have some.
  return failed ? runsOf(days, new Set(failed.map(({ day }) => day))) : [days];
}

/** Days that follow each other as one range. */
function runsOf({ from, to }: Days, wanted: ReadonlySet<Day>): Days[] {
  const runs: { from: Day; to: Day }[] = [];
  for (const day of daysBetween(from, to).filter((one) => wanted.has(one))) {
    const last = runs.at(-1);
    if (last && addDays(last.to, 1) === day) last.to = day;
    else runs.push({ from: day, to: day });
  }
  return runs;
}
