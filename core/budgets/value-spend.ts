import { ANY_ID } from '../../contracts/scopes.ts';
import { scopeText } from '../scopes/scope.ts';
import { readEveryScope } from '../spend/scope-totals.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { BudgetScope } from './budget.ts';
import type { BudgetBook } from './budget-book.ts';
import type { DaySpend } from './budget-ports.ts';
import type { StatePorts } from './budget-state.ts';
import type { AppliedBudget } from './match-budgets.ts';

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

/** The same, read once for all who ask of one kind. */
export function valuesOnce(
  days: Days,
  totals: TotalsReader,
): (scope: Pick<BudgetScope, 'kind' | 'type'>) => Promise<ValueSpend[]> {
  const known = new Map<string, Promise<ValueSpend[]>>();
  return (scope) => {
    const name = JSON.stringify([scope.kind, scope.type]);
    const values = known.get(name) ?? spendByValue(scope, days, totals);
    known.set(name, values);
    return values;
  };
}

/** Every enabled budget with every value it has to look at: its own, or those that spent since yesterday. */
export async function valuesToCheck(
  book: BudgetBook,
  at: Instant,
  { states, totals }: { readonly states: Pick<StatePorts, 'timeZone'>; readonly totals: TotalsReader },
): Promise<AppliedBudget[]> {
  const today = dayOf(at, states.timeZone);
  const active = valuesOnce({ from: addDays(today, -1), to: addDays(today, 1) }, totals);
  const lists = await Promise.all(
    book
      .budgets()
      .filter(({ enabled }) => enabled)
      .map(async (budget) => {
        if (budget.scope.id !== ANY_ID) return [{ budget, value: budget.scope }];
        return (await active(budget.scope)).map(({ value }) => ({ budget, value }));
      }),
  );
  return lists.flat();
}
