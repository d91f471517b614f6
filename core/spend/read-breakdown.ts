import { type PicoUsd, sumUsd } from '../money/decimal.ts';
import { once } from '../once.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { nameUnpriced } from './name-unpriced.ts';
import { byCostDescending, type DayTotal, sumCounts } from './total.ts';
import { daysToScan } from './days-to-scan.ts';
import { type Dimension, type DimensionDay, readDimension, readTotals } from './dimension.ts';
import type { EntryContext } from './read-entries.ts';
import { scanSpend } from './scan-spend.ts';
import { narrowsCells, type SpendFilters } from './spend-filters.ts';

/** What one name, or one id, cost; counts are undefined where totals keep costs only. */
interface BreakdownSums {
  readonly cost: PicoUsd;
  readonly events: number | undefined;
  readonly unpriced: number | undefined;
}

/** One name of a breakdown. */
interface BreakdownItem extends BreakdownSums {
  readonly name: string;
  readonly reference: Reference | undefined;
  readonly unnamed: true | undefined;
  /** Of a model: the ids that it was used by, the most expensive first; they add up to the item. */
  readonly ids: readonly BreakdownId[] | undefined;
}

/** One id of a model. */
export interface BreakdownId extends BreakdownSums {
  readonly id: string;
}

export interface SpendBreakdown {
  readonly items: BreakdownItem[];
  readonly total: PicoUsd;
  /** Events without a price, which are in no item's cost; undefined where it is not counted. */
  readonly unpriced: number | undefined;
  /** Entries were added up for it, because no totals are kept. */
  readonly scanned: boolean;
}

/**
 * Spending by the names of a dimension, the most expensive first; the items add up to the total. Throws
 * InvalidInputError where no totals are kept and the days have too many entries to add up.
 */
export async function readBreakdown(
  dimension: Dimension,
  filters: SpendFilters,
  days: Days,
  context: EntryContext,
): Promise<SpendBreakdown> {
  const kept = await readDimension(dimension, filters, days, context.totals);
  const [scope] = filters.scopes;
  // Names of what has no price and its count come from one answer.
  const wholeDays = once(() => readTotals(scope, days, context.totals));
  const named = kept && (await nameUnpriced(kept, dimension, filters, wholeDays, context));
  const parts = named ?? kept ?? (await scanned(dimension, filters, days, context));
  const byName = Map.groupBy(
    parts.filter((part) => !isUnnamed(part)),
    ({ name }) => name,
  );
  const items = [...byName.values(), parts.filter(isUnnamed)]
    .flatMap(breakdownItem)
    // What was taken out whole, void or booked anew elsewhere, is under this name no more.
    .filter(({ events, cost, unpriced }) => events !== 0 || cost !== 0n || unpriced !== 0);
  items.sort(byCostDescending);
  const unpriced = sumCounts(items.map((item) => item.unpriced)) ?? (await unpricedOf(filters, wholeDays));
  const total = sumUsd(items.map(({ cost }) => cost));
  return { items, total, unpriced, scanned: kept === undefined };
}

function isUnnamed({ unnamed }: DimensionDay): boolean {
  return unnamed === true;
}

async function scanned(
  dimension: Dimension,
  filters: SpendFilters,
  days: Days,
  context: EntryContext,
): Promise<DimensionDay[]> {
  return scanSpend(dimension, filters.entries, await daysToScan(filters, days, context.totals), context);
}

/** What totals of one user, resource, group or tag know as a whole, where their cells have costs alone. */
async function unpricedOf(
  filters: SpendFilters,
  wholeDays: () => Promise<readonly DayTotal[]>,
): Promise<number | undefined> {
  if (filters.scopes.length === 0 || narrowsCells(filters)) return undefined;
  return (await wholeDays()).reduce((sum, { total }) => sum + total.unpriced, 0);
}

function breakdownItem(group: readonly DimensionDay[]): BreakdownItem[] {
  const [first] = group;
  if (!first) return [];
  const { name, reference, unnamed } = first;
  return [{ name, ...addedUp(group), reference, unnamed, ids: idsOf(group) }];
}

function addedUp(group: readonly DimensionDay[]): BreakdownSums {
  return {
    cost: sumUsd(group.map(({ cost }) => cost)),
    events: sumCounts(group.map(({ events }) => events)),
    unpriced: sumCounts(group.map(({ unpriced }) => unpriced)),
  };
}

function idsOf(group: readonly DimensionDay[]): BreakdownId[] | undefined {
  const used = group.filter(({ usedId }) => usedId !== undefined);
  if (used.length === 0) return undefined;
  const byId = Map.groupBy(used, ({ usedId = '' }) => usedId);
  return [...byId].map(([id, days]) => ({ id, name: id, ...addedUp(days) })).sort(byCostDescending);
}
