import { readEveryScope } from '../spend/scope-totals.ts';
import { scopesOf } from '../scopes/scopes-of.ts';
import { BUDGET_KINDS, type BudgetKind } from '../../contracts/scopes.ts';
import { scopeText } from '../scopes/scope.ts';
import type { Budget, BudgetScope } from '../budgets/budget.ts';
import type { Total } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, daysBetween, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';

/** How totals of a kind tell when they changed. */
const RECENT: Readonly<Record<BudgetKind, 'the cells do' | 'they do' | 'their details do' | 'not at all'>> = {
  organisation: 'the cells do',
  provider: 'the cells do',
  service: 'the cells do',
  model: 'the cells do',
  user: 'they do',
  tag: 'they do',
  // The index does not say when; resources are too many to look at all of them.
  resource: 'their details do',
  // Groups of these days are few enough to look at all of them.
  group: 'not at all',
};

/** What cells say themselves: everything that is made of them. */
const BUDGET_CELL_KINDS = BUDGET_KINDS.filter((kind) => RECENT[kind] === 'the cells do');

/** How far back the safety net looks: its interval and some more. */
export const LOOK_BACK_MS = 20 * MINUTE_MS;

/**
 * The scope values that budgets ask for and whose totals changed since an instant, from the day items of
 * yesterday, today and tomorrow. Every entry changes a cell of the organisation, so while nothing is
 * recorded this reads those cells and nothing else, however many budgets there are.
 */
export async function recentScopes(
  budgets: readonly Budget[],
  since: Instant,
  at: Instant,
  totals: TotalsReader,
  timeZone: string,
): Promise<BudgetScope[]> {
  const today = dayOf(at, timeZone);
  const days = { from: addDays(today, -1), to: addDays(today, 1) };
  const recent = ({ total }: { readonly total: Total }) => (total.updatedAt ?? 0) >= since;
  const cells = (await totals.cells(days)).filter(recent);
  if (cells.length === 0) return [];
  const values: BudgetScope[] = cells.flatMap((cell) => scopesOf(cell, BUDGET_CELL_KINDS));
  const kinds = new Map(
    budgets.filter(({ enabled }) => enabled).map(({ scope }) => [scopeText({ ...scope, id: '' }), scope]),
  );
  for (const scope of kinds.values()) values.push(...(await valuesOf(scope, days, totals, recent)));
  return [...new Map(values.map((value) => [scopeText(value), value])).values()];
}

async function valuesOf(
  { kind, type }: BudgetScope,
  days: Days,
  totals: TotalsReader,
  recent: (one: { readonly total: Total }) => boolean,
): Promise<BudgetScope[]> {
  if (RECENT[kind] === 'the cells do') return [];
  if (RECENT[kind] === 'their details do') {
    const all = await totals.resources(daysBetween(days.from, days.to));
    const details = await totals.resourceDetails(all.filter(({ resource }) => resource.type === type));
    return details.filter(recent).map(({ resource }) => ({ kind: 'resource', ...resource }));
  }
  const found = await readEveryScope(kind, type, days, totals);
  return found.filter((one) => RECENT[kind] === 'not at all' || recent(one)).map(({ scope }) => scope);
}
