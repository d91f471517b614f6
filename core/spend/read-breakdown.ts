import { type PicoUsd, sumUsd } from '../money/decimal.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { byCostDescending } from './total.ts';
import { type Dimension, type DimensionDay, readDimension, type SpendFilter } from './dimension.ts';
import type { TotalsReader } from './totals-reader.ts';

/** One name of a breakdown. */
export interface BreakdownItem {
  readonly name: string;
  readonly cost: PicoUsd;
  readonly events: number | undefined;
  readonly reference: Reference | undefined;
  /** Of a model: the ids that it was used by, the most expensive first; they add up to the item. */
  readonly ids: readonly BreakdownId[] | undefined;
}

/** One id of a model. */
export interface BreakdownId {
  readonly id: string;
  readonly cost: PicoUsd;
  readonly events: number | undefined;
}

/** Spending by the names of a dimension, the most expensive first; the items add up to the total. */
export async function readBreakdown(
  dimension: Dimension,
  filter: SpendFilter | undefined,
  days: Days,
  totals: TotalsReader,
): Promise<{ readonly items: BreakdownItem[]; readonly total: PicoUsd }> {
  const parts = await readDimension(dimension, filter, days, totals);
  const items = [...Map.groupBy(parts, ({ name }) => name)].map(([name, group]) => itemOf(name, group));
  items.sort(byCostDescending);
  return { items, total: sumUsd(items.map(({ cost }) => cost)) };
}

function itemOf(name: string, group: readonly DimensionDay[]): BreakdownItem {
  return { name, ...sumOf(group), reference: group[0]?.reference, ids: idsOf(group) };
}

function sumOf(group: readonly DimensionDay[]) {
  const counted = group.every(({ events }) => events !== undefined);
  return {
    cost: sumUsd(group.map(({ cost }) => cost)),
    events: counted ? group.reduce((sum, { events = 0 }) => sum + events, 0) : undefined,
  };
}

function idsOf(group: readonly DimensionDay[]): BreakdownId[] | undefined {
  const used = group.filter(({ usedId }) => usedId !== undefined);
  if (used.length === 0) return undefined;
  const byId = Map.groupBy(used, ({ usedId = '' }) => usedId);
  return [...byId].map(([id, days]) => ({ id, name: id, ...sumOf(days) })).sort(byCostDescending);
}
