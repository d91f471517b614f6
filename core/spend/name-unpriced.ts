import { HISTORY_KINDS } from '../../contracts/scopes.ts';
import { sumUsd } from '../money/decimal.ts';
import { descending } from '../order.ts';
import type { Day } from '../time/ledger-time.ts';
import { type Dimension, type DimensionDay, isCellDimension } from './dimension.ts';
import type { EntryContext } from './read-entries.ts';
import { TooManyEntriesError } from './scan-entries.ts';
import { scanSpend } from './scan-spend.ts';
import { areInTotals, narrowsCells, type SpendFilters } from './spend-filters.ts';
import type { DayTotal } from './total.ts';

/** Events whose entries are added up for one answer. */
const MOST_EVENTS = 2000;

/**
 * Parts of one user, resource, group or tag by provider, service or model with the names and counts of what has no
 * price, which its totals do not keep: the entries of the latest days that have some are added up, some 2,000 at most.
 * A day keeps the parts of its totals where its entries come to something else (some wait to be counted, or are gone),
 * and every day of a tag does, whose entries are listed nowhere. Undefined where parts have their counts already.
 * `wholeDays` reads the totals of the scope. Rejects on outages.
 */
export async function nameUnpriced(
  parts: readonly DimensionDay[],
  dimension: Dimension,
  filters: SpendFilters,
  wholeDays: () => Promise<readonly DayTotal[]>,
  context: EntryContext,
): Promise<DimensionDay[] | undefined> {
  const [scope] = filters.scopes;
  if (!scope || !isCellDimension(dimension) || narrowsCells(filters) || !areInTotals(filters))
    return undefined;
  const totals = new Map((await wholeDays()).map((one) => [one.day, one]));
  const withUnpriced = [...totals.values()].filter(({ total }) => total.unpriced > 0);
  const isListed = HISTORY_KINDS.some((kind) => kind === scope.kind);
  const scanned = await scannedDays(isListed ? latest(withUnpriced) : [], dimension, filters, context);
  const kept = parts.filter(({ day }) => !scanned.has(day));
  return [
    ...kept.map((part) => (totals.get(part.day)?.total.unpriced === 0 ? { ...part, unpriced: 0 } : part)),
    ...[...scanned.values()].flat(),
  ];
}

/** The latest days that have no more events than are added up. */
function latest(days: readonly DayTotal[]): DayTotal[] {
  let events = 0;
  return days
    .toSorted(descending(({ day }) => day))
    .filter(({ total }) => (events += total.events) <= MOST_EVENTS);
}

/** What the entries of some days come to, of those days on which that is their total. */
async function scannedDays(
  days: readonly DayTotal[],
  dimension: Dimension,
  filters: SpendFilters,
  context: EntryContext,
): Promise<ReadonlyMap<Day, readonly DimensionDay[]>> {
  const ranges = days.map(({ day }) => ({ from: day, to: day }));
  try {
    const found = Map.groupBy(await scanSpend(dimension, filters.entries, ranges, context), ({ day }) => day);
    const isWhole = ({ day, total }: DayTotal) => {
      const parts = found.get(day) ?? [];
      const events = parts.reduce((sum, part) => sum + part.events, 0);
      return events === total.events && sumUsd(parts.map(({ cost }) => cost)) === total.cost;
    };
    return new Map(days.filter(isWhole).map(({ day }) => [day, found.get(day) ?? []]));
  } catch (error) {
    if (error instanceof TooManyEntriesError) return new Map();
    throw error;
  }
}
