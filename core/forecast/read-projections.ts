import { type DayTotal } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { shareOfDay } from './project-budget.ts';
import { type Projection, projectMonthEnd, unpricedOfMonth } from './project-month-end.ts';
import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import { type SharedProjection, shareProjection } from './share-projection.ts';
import { type DailySpend, sumByDay } from './spend-series.ts';

/** Whose month end is asked for; none of the two is the organisation. */
export interface ProjectionQuestion {
  readonly userId?: string | undefined;
  readonly service?: string | undefined;
}

/** A projection, and those of its services. */
export interface Projections {
  /** A user's is of that user alone: projections of users do not add up to the organisation's. */
  readonly projection: Projection | SharedProjection;
  /** The most expensive first; of the organisation only, to whose projection they add up. */
  readonly services: readonly { readonly service: string; readonly projection: SharedProjection }[];
}

/**
 * Month ends from ten weeks of day totals: of the organisation with each service, of one service as it is in
 * that list, or of one user.
 */
export async function readProjections(
  { userId, service }: ProjectionQuestion,
  totals: Pick<TotalsReader, 'cells' | 'user'>,
  now: Instant,
  timeZone: string,
): Promise<Projections> {
  const today = dayOf(now, timeZone);
  const days = { from: addDays(today, -PROJECTION_WINDOW_DAYS), to: today };
  const project = (list: readonly DayTotal[]) =>
    projectMonthEnd({
      days: costByDay(list),
      today,
      dayShare: shareOfDay(now, today, timeZone),
      unpriced: unpricedOfMonth(
        list.map(({ day, total: { unpriced } }) => ({ day, unpriced })),
        today,
      ),
    });
  if (userId !== undefined) return { projection: project(await totals.user(userId, days)), services: [] };
  const cells = await totals.cells(days);
  const projection = project(cells);
  const groups = [...Map.groupBy(cells, (cell) => cell.service)];
  const shared = shareProjection(
    projection,
    groups.map(([, list]) => project(list)),
  );
  const services = groups
    .map(([name], index) => ({ service: name, projection: shared[index] as SharedProjection }))
    .toSorted(
      orderedBy(
        descending(({ projection: { projected } }) => projected),
        ascending(({ service: name }) => name),
      ),
    );
  if (service === undefined) return { projection, services };
  const one = services.find(({ service: name }) => name === service)?.projection;
  return { projection: one ?? project([]), services: [] };
}

/** What each day cost, days of several totals added up. */
export function costByDay(totals: readonly DayTotal[]): DailySpend[] {
  return sumByDay(totals.map(({ day, total: { cost } }) => ({ day, cost })));
}
