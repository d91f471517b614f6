import { scopeText } from '../scopes/scope.ts';
import { readEveryScope } from '../spend/scope-totals.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import type { Days } from '../time/range.ts';
import type { BudgetScope } from './budget.ts';
import type { DaySpend } from './budget-ports.ts';

/** A scope value and what it spent, day by day. */
export interface ValueSpend {
  readonly value: BudgetScope;
  readonly days: readonly DaySpend[];
}

/**
 * Every value of a scope with `*` that spent on these days. Resources and groups come from the day index,
 * which lags behind by moments. Rejects on outages.
 */
export async function spendByValue(
  { kind, type }: Pick<BudgetScope, 'kind' | 'type'>,
  days: Days,
  totals: TotalsReader,
): Promise<ValueSpend[]> {
  const found = await readEveryScope(kind, type, days, totals);
  const groups = Map.groupBy(found, ({ scope }) => scopeText(scope));
  return [...groups.values()].map((list) => ({
    value: (list as [(typeof found)[number]])[0].scope,
    days: list.map(({ day, total: { cost, events, unpriced } }) => ({ day, cost, events, unpriced })),
  }));
}
