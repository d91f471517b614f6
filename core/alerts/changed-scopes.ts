import { cutText } from '../../contracts/cut-text.ts';
import { BUDGET_KINDS, CELL_KINDS } from '../../contracts/scopes.ts';
import type { BudgetScope } from '../budgets/budget.ts';
import { InvalidInputError } from '../errors.ts';
import { isOfKind, parseScope, type Scope, scopeText } from '../scopes/scope.ts';
import { scopesOf } from '../scopes/scopes-of.ts';
import type { LedgerRecord } from '../spend/spend-ports.ts';
import type { TotalId } from '../spend/total-id.ts';

/** The scopes whose totals these records changed, as far as budgets may watch them, each once. */
export function changedScopes(records: readonly Pick<LedgerRecord, 'contributions'>[]): BudgetScope[] {
  const values = new Map<string, BudgetScope>();
  for (const { contributions } of records) {
    for (const { total } of contributions) {
      for (const scope of scopesOfTotal(total)) {
        if (isOfKind(scope, BUDGET_KINDS)) values.set(scopeText(scope), scope);
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

/** Reads a changed scope as events carry it, the text of scopeText. Throws InvalidInputError. */
export function parseChangedScope(text: string): BudgetScope {
  const scope = parseScope(text);
  if (isOfKind(scope, BUDGET_KINDS)) return scope;
  throw new InvalidInputError(`budgets do not watch the ${scope.kind} of ${cutText(text, 80)}`);
}
