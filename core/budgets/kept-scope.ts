import { ANY_ID, type BudgetKind } from '../../contracts/scopes.ts';
import { shownUserId, storedUserId } from '../../contracts/system-user.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import { makeScope } from '../scopes/scope.ts';
import type { Budget, BudgetScope } from './budget.ts';

const unchanged = (id: string) => id;

/** An id as the ledger keeps it: work without a user has a user of its own, providers one spelling. */
const KEPT_ID: Readonly<Record<BudgetKind, (id: string) => string>> = {
  organisation: unchanged,
  user: storedUserId,
  resource: unchanged,
  group: unchanged,
  tag: unchanged,
  provider: keptProvider,
  service: unchanged,
  model: unchanged,
};

/** The same scope with the id that the ledger keeps for it. */
export function keptScope(kind: BudgetKind, id: string, type: string | undefined): BudgetScope {
  return makeScope(kind, KEPT_ID[kind](id), type);
}

/** A scope as it is shown: work without a user belongs to the user `system`. */
export function shownScope<S extends BudgetScope>(scope: S): S {
  return scope.kind === 'user' ? { ...scope, id: shownUserId(scope.id) } : scope;
}

/** The one value of a budget that is not for every value. */
export function onlyValue({ scope }: Budget): BudgetScope | undefined {
  return scope.id === ANY_ID ? undefined : scope;
}
