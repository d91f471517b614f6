import { canonicalModel } from '../pricing/model-identity.ts';
import { divideHalfEven, type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { type DayVersion, dayVersions } from './read-day-facts.ts';
import { activeAmounts, rankActive, type Ranked, referenceName } from './read-totals.ts';
import { type Amounts, modelIdsOf, sumTotals, type Total } from './total.ts';
import type { OrganisationCell, ResourceDayTotal, TotalsReader } from './totals-reader.ts';

/** The totals of a day, a week or a month of the organisation. */
export interface PeriodFacts {
  readonly total: Total;
  readonly byProvider: Amounts;
  readonly byService: Amounts;
  /** By the one name of each model. */
  readonly byModel: Amounts;
  /** By id, of models that were used by another id than their name. */
  readonly modelIds: ReadonlyMap<string, Amounts>;
  /** Distinct resources with events that are not void. */
  readonly resources: number;
  /** Cost of the resources divided by their number; 0 without any. */
  readonly averagePerResource: PicoUsd;
  readonly mostExpensive: Ranked<Reference> | undefined;
}

/** One day of the organisation. */
export interface DaySummary extends PeriodFacts {
  readonly day: Day;
}

/** Every day of the range in order, zeros included. */
export async function readDailySummary(
  days: Days,
  totals: TotalsReader,
): Promise<{ readonly days: DaySummary[]; readonly dayVersion: DayVersion }> {
  const list = daysBetween(days.from, days.to);
  const [cells, resources] = await Promise.all([totals.cells(days, 'sums'), totals.resources(list)]);
  const cellsByDay = Map.groupBy(cells, ({ day }) => day);
  const resourcesByDay = Map.groupBy(resources, ({ day }) => day);
  return {
    days: list.map((day) => ({
      day,
      ...summaryOf(cellsByDay.get(day) ?? [], resourcesByDay.get(day) ?? []),
    })),
    dayVersion: dayVersions(cells),
  };
}

/** Adds up cells and resources of any days. */
export function summaryOf(
  cells: readonly OrganisationCell[],
  resources: readonly ResourceDayTotal[],
): PeriodFacts {
  const amountsOf = (name: (cell: OrganisationCell) => string) =>
    activeAmounts(cells.map((cell) => ({ of: name(cell), total: cell.total })));
  const byId = amountsOf(({ model }) => model);
  const ranked = rankActive(
    resources.map(({ resource, total }) => ({ of: resource, total })),
    referenceName,
  );
  const attributed = sumTotals(ranked.map(({ total }) => total)).cost;
  return {
    total: sumTotals(cells.map(({ total }) => total)),
    byProvider: amountsOf(({ provider }) => provider),
    byService: amountsOf(({ service }) => service),
    byModel: amountsOf(({ model }) => canonicalModel(model)),
    modelIds: modelIdsOf([...byId].map(([model, cost]) => ({ model, cost }))),
    resources: ranked.length,
    averagePerResource: ranked.length === 0 ? ZERO_USD : divideHalfEven(attributed, BigInt(ranked.length)),
    mostExpensive: ranked[0],
  };
}
