import type { DayRange } from '../time/range.ts';
import { type LifetimeMonths, readUserLifetime } from './read-lifetime.ts';
import { boundedDays, isLifetime, type ReadContext } from './read-totals.ts';
import { readScopeDays } from './scope-totals.ts';
import { fitsCell, type SpendFilter, type SpendFilters } from './spend-filters.ts';
import type { Total } from './total.ts';

/** What a look over the whole life of the ledger needs. */
type LifeContext = ReadContext & { readonly months: LifetimeMonths };

const CELL_NAMES = [
  'provider',
  'service',
  'model',
] as const satisfies readonly (keyof SpendFilters['cell'])[];

function wasUsed({ events, updatedAt }: Total): boolean {
  return events !== 0 || updatedAt !== undefined;
}

/**
 * Whether the ledger never had an entry of a user, a resource, a group or a value of a tag, not even one that is void:
 * its id is mistyped, or it did nothing yet. `total` is what it has in `range`; where that has something, or the range
 * is the whole life, nothing more is read. Rejects on outages.
 */
export async function isNeverUsed(
  scope: SpendFilter,
  total: Total,
  range: DayRange,
  context: LifeContext,
): Promise<boolean> {
  if (wasUsed(total)) return false;
  return isLifetime(range) || (await hasNothing(scope, context));
}

async function hasNothing(scope: SpendFilter, context: LifeContext): Promise<boolean> {
  // A user has an item in each day and a line in each closed month: lines are fewer.
  if (scope.kind === 'user') return !wasUsed(await readUserLifetime(scope.id, context.months, context));
  return (await readScopeDays(scope, await wholeLife(context), context.totals)).length === 0;
}

function wholeLife(context: ReadContext) {
  return boundedDays({ from: undefined, to: undefined }, context);
}

/**
 * Which filters of an answer without entries no entry of the ledger fits, whatever the days: each is looked for by
 * itself. Those of which no totals are kept, such as an outcome, are not looked for. Rejects on outages.
 */
export async function neverUsedFilters(
  { scopes, cell, entries: { operation } }: SpendFilters,
  context: LifeContext,
): Promise<string[]> {
  const { totals } = context;
  const days = await wholeLife(context);
  const names = CELL_NAMES.filter((name) => cell[name] !== undefined);
  const cells = names.length === 0 ? [] : await totals.cells(days, 'sums');
  const looked = [
    ...scopes.map((scope) => [scope.kind, hasNothing(scope, context)] as const),
    ...names.map(
      (name) => [name, !cells.some((one) => fitsCell({ ...NO_CELL, [name]: cell[name] }, one))] as const,
    ),
    ...(operation === undefined
      ? []
      : [['operation', (await totals.operations(days)).every(({ name }) => name !== operation)] as const]),
  ];
  const found = await Promise.all(looked.map(async ([name, isUnused]) => ((await isUnused) ? [name] : [])));
  return found.flat();
}

const NO_CELL = { provider: undefined, service: undefined, model: undefined };
