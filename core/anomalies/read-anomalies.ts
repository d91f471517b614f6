import type { AnomalyDimension } from '../../contracts/scopes.ts';
import { shownUserId } from '../../contracts/system-user.ts';
import type { DayTotal } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { ANOMALY_DEFAULTS, findAnomalies, type FoundAnomaly, WINDOW_DAYS } from './anomalies.ts';
import { costByDay } from '../forecast/read-projections.ts';
import type { SpendSeries } from '../forecast/spend-series.ts';

/** A run of flagged days is followed this far back, so that `since` does not depend on the range. */
const RUN_DAYS = 14;

/** Days of spend that a ledger is in use from: fewer before them are strays, such as of a clock that was wrong. */
const STRAY_DAYS = 2;

type Totals = Pick<TotalsReader, 'cells' | 'users' | 'resources'>;

/**
 * The anomalies of closed days, from day totals alone: reads eight weeks before the range too. Newest
 * first. Rejects on outages.
 */
export async function readAnomalies(
  days: Days,
  dimensions: readonly AnomalyDimension[],
  totals: Totals,
): Promise<FoundAnomaly[]> {
  if (days.from > days.to) return [];
  const since = addDays(days.from, -RUN_DAYS);
  const window = { from: addDays(since, -WINDOW_DAYS), to: days.to };
  const lists = await Promise.all(dimensions.map((dimension) => seriesOf(dimension, window, totals)));
  const series = lists.flat();
  const options = { ...ANOMALY_DEFAULTS, ledgerSince: inUseSince(series) };
  const found = findAnomalies(series, since, days.to, options);
  return found.filter(({ day }) => day >= days.from);
}

/** The first day of regular use within what was read: one old event does not make a young ledger an old one. */
function inUseSince(series: readonly SpendSeries[]): Day | undefined {
  const days = new Set(series.flatMap((one) => one.days.map(({ day }) => day)));
  return [...days].toSorted()[STRAY_DAYS];
}

async function seriesOf(dimension: AnomalyDimension, days: Days, totals: Totals): Promise<SpendSeries[]> {
  switch (dimension) {
    case 'service':
    case 'model':
      return grouped(dimension, await totals.cells(days, 'sums'), (cell) => cell[dimension]);
    case 'user':
      return grouped(dimension, await totals.users(days, 'sums'), ({ name }) => shownUserId(name));
    case 'resourceType':
      return grouped(
        dimension,
        await totals.resources(daysBetween(days.from, days.to)),
        ({ resource }) => resource.type,
      );
  }
}

function grouped<T extends DayTotal>(
  dimension: AnomalyDimension,
  totals: readonly T[],
  keyOf: (total: T) => string,
): SpendSeries[] {
  return [...Map.groupBy(totals, keyOf)].map(([key, list]) => ({ dimension, key, days: costByDay(list) }));
}
