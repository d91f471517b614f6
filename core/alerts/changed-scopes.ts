import type { TotalsChanged } from '../../contracts/budget-events.ts';
import { cutText } from '../../contracts/cut-text.ts';
import { BUDGET_KINDS, CELL_KINDS } from '../../contracts/scopes.ts';
import type { BudgetScope } from '../budgets/budget.ts';
import { InvalidInputError } from '../errors.ts';
import { isOfKind, parseScope, type Scope, scopeText } from '../scopes/scope.ts';
import { scopesOf } from '../scopes/scopes-of.ts';
import type { LedgerRecord } from '../spend/spend-ports.ts';
import type { TotalId } from '../spend/total-id.ts';

/** A scope whose total changed. */
export interface ChangedScope {
  readonly scope: BudgetScope;
  /** Of the last entry that changed it, as far as it is known. */
  readonly correlationId?: string | undefined;
}

/** The scopes whose totals these records changed, as far as budgets may watch them, each once. */
export function changedScopes(
  records: readonly Pick<LedgerRecord, 'contributions' | 'correlationId'>[],
): ChangedScope[] {
  const values = new Map<string, ChangedScope>();
  for (const { contributions, correlationId } of records) {
    for (const { total } of contributions) {
      for (const scope of scopesOfTotal(total)) {
        if (isOfKind(scope, BUDGET_KINDS)) values.set(scopeText(scope), { scope, correlationId });
      }
    }
  }
  return [...values.values()];
}

function scopesOfTotal(total: TotalId): readonly Scope[] {
  switch (total.kind) {
    case 'cell':
      return scopesOf(total, CELL_KINDS);
    case 'day':
      return [total.of];
    case 'late':
    case 'counts':
      return [];
  }
}

/** Reads the changed scopes of an event. Throws InvalidInputError. */
export function parseChangedScopes({ scopes, correlationIds = [] }: TotalsChanged): ChangedScope[] {
  return scopes.map((text, at) => {
    const told = correlationIds[at];
    return { scope: parseChangedScope(text), correlationId: told === '' ? undefined : told };
  });
}

/** Reads a changed scope as events carry it, the text of scopeText. Throws InvalidInputError. */
export function parseChangedScope(text: string): BudgetScope {
  const scope = parseScope(text);
  if (isOfKind(scope, BUDGET_KINDS)) return scope;
  throw new InvalidInputError(`budgets do not watch the ${scope.kind} of ${cutText(text, 80)}`);
}
