import type { ProfileKind } from '../../contracts/scopes.ts';
import { minus, type PicoUsd, sumUsd, ZERO_USD } from '../money/decimal.ts';
import { ascending, orderedBy } from '../order.ts';
import { scopeText } from '../scopes/scope.ts';
import { rankActive } from '../spend/read-totals.ts';
import { readEveryScope } from '../spend/scope-totals.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import type { Days } from '../time/range.ts';
import type { RevenueScope, RevenueStore } from './revenue-store.ts';

/** What is left of what one user, resource or group brought in, once its costs are paid. */
export interface Margin {
  readonly scope: RevenueScope;
  readonly revenue: PicoUsd;
  readonly cost: PicoUsd;
  readonly margin: PicoUsd;
  /** Events without a price: the margin is at most this. */
  readonly unpriced: number;
}

export interface Margins {
  /** The lowest margin first. */
  readonly margins: readonly Margin[];
  /** Sums of them. */
  readonly total: Omit<Margin, 'scope'>;
  /** Those that have events and for which no revenue was posted: not 0, but not known. */
  readonly without: { readonly count: number; readonly cost: PicoUsd; readonly unpriced: number };
}

interface MarginPorts {
  readonly revenues: Pick<RevenueStore, 'of'>;
  readonly totals: TotalsReader;
}

/**
 * The revenue that was posted for each user, resource or group of a period, beside what it cost in the days of that
 * period, exactly. Costs of resources and groups come from the day index, which lags behind by moments.
 */
export async function readMargins(
  kind: ProfileKind,
  period: string,
  days: Days,
  { revenues, totals }: MarginPorts,
): Promise<Margins> {
  const [posted, found] = await Promise.all([
    revenues.of(period, kind),
    readEveryScope(kind, undefined, days, totals),
  ]);
  const ranked = rankActive(
    found.map(({ scope, total }) => ({ of: scopeText(scope), total })),
    (name) => name,
  );
  const spent = new Map(ranked.map(({ of, total: { cost, unpriced } }) => [of, { cost, unpriced }]));
  const margins = posted.map(({ scope, usd }): Margin => {
    const { cost, unpriced } = spent.get(scopeText(scope)) ?? { cost: ZERO_USD, unpriced: 0 };
    spent.delete(scopeText(scope));
    return { scope, revenue: usd, cost, margin: minus(usd, cost), unpriced };
  });
  const rest = [...spent.values()];
  return {
    margins: margins.toSorted(
      orderedBy(
        ascending(({ margin }) => margin),
        ascending(({ scope }) => scopeText(scope)),
      ),
    ),
    total: {
      revenue: sumUsd(margins.map(({ revenue }) => revenue)),
      cost: sumUsd(margins.map(({ cost }) => cost)),
      margin: sumUsd(margins.map(({ margin }) => margin)),
      unpriced: margins.reduce((sum, { unpriced }) => sum + unpriced, 0),
    },
    without: {
      count: rest.length,
      cost: sumUsd(rest.map(({ cost }) => cost)),
      unpriced: rest.reduce((sum, { unpriced }) => sum + unpriced, 0),
    },
  };
}
