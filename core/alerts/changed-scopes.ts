import { type BudgetScope, ORGANISATION_ID } from '../budgets/budget.ts';
import { type ScopeValue, scopeText } from '../budgets/match-budgets.ts';
import { InvalidInputError } from '../errors.ts';
import type { Scope } from '../spend/scope.ts';
import type { LedgerRecord } from '../spend/spend-ports.ts';

/** The scope values whose totals these records changed, each once. */
export function changedScopes(records: readonly Pick<LedgerRecord, 'contributions'>[]): ScopeValue[] {
  const values = new Map<string, ScopeValue>();
  for (const { contributions } of records) {
    for (const { scope } of contributions) {
      for (const value of valuesOf(scope)) values.set(scopeText(value), value);
    }
  }
  return [...values.values()];
}

function valuesOf(scope: Scope): ScopeValue[] {
  switch (scope.kind) {
    case 'organisation':
      return [
        { kind: 'organisation', id: ORGANISATION_ID },
        { kind: 'provider', id: scope.provider },
        { kind: 'service', id: scope.service },
        { kind: 'model', id: scope.model },
      ];
    case 'user':
      return [{ kind: 'user', id: scope.userId }];
    case 'tag':
      return [{ kind: 'tag', type: scope.tag, id: scope.value }];
    case 'resource':
      return [{ kind: 'resource', ...scope.resource }];
    case 'group':
      return [{ kind: 'group', ...scope.group }];
    case 'operation':
    case 'late':
    case 'counts':
      return [];
  }
}

/** Reads a scope as events carry it, the text of scopeText. Throws InvalidInputError. */
export function parseScope(text: string): ScopeValue {
  const parts: unknown = JSON.parse(text);
  if (Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string')) {
    const [kind, type, id] = parts as [BudgetScope['kind'], string, string];
    return { kind, id, ...(type === '' ? {} : { type }) };
  }
  throw new InvalidInputError(`"${text.slice(0, 80)}" is not a scope: ["kind","type","id"]`);
}
