import type { TotalsReader } from '../spend/totals-reader.ts';
import type { DayTotal } from '../spend/total.ts';
import { daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { BudgetScope } from './budget.ts';
import type { DaySpend } from './budget-ports.ts';
import { type ScopeValue, scopeText } from './match-budgets.ts';

/** A scope value and what it spent, day by day. */
export interface ValueSpend {
  readonly value: ScopeValue;
  readonly days: readonly DaySpend[];
}

/**
 * Every value of a scope with `*` that spent on these days. Resources and groups come from the day index,
 * which lags behind by moments. Rejects on outages.
 */
export async function spendByValue(
  scope: Omit<BudgetScope, 'id'>,
  days: Days,
  totals: TotalsReader,
): Promise<ValueSpend[]> {
  const found = await valuesOf(scope, days, totals);
  const groups = Map.groupBy(found, ({ value }) => scopeText(value));
  return [...groups.values()].map((list) => ({
    value: (list as [Found])[0].value,
    days: list.map(({ day, total: { cost, events, unpriced } }) => ({ day, cost, events, unpriced })),
  }));
}

interface Found extends DayTotal {
  readonly value: ScopeValue;
}

async function valuesOf(
  { kind, type = '' }: Omit<BudgetScope, 'id'>,
  days: Days,
  totals: TotalsReader,
): Promise<Found[]> {
  const list = daysBetween(days.from, days.to);
  switch (kind) {
    case 'user':
      return (await totals.users(days)).map((one) => ({ ...one, value: { kind, id: one.name } }));
    case 'tag':
      return (await totals.tagValues(type, days)).map((one) => ({
        ...one,
        value: { kind, type, id: one.name },
      }));
    case 'resource':
      return (await totals.resources(list))
        .filter(({ resource }) => resource.type === type)
        .map((one) => ({ ...one, value: { kind, ...one.resource } }));
    case 'group':
      return (await totals.groups(list))
        .filter(({ group }) => group.type === type)
        .map((one) => ({ ...one, value: { kind, ...one.group } }));
    case 'organisation':
      return (await totals.cells(days)).map((one) => ({ ...one, value: { kind, id: '-' } }));
    case 'provider':
    case 'service':
    case 'model':
      return (await totals.cells(days)).map((one) => ({ ...one, value: { kind, id: one[kind] } }));
  }
}
