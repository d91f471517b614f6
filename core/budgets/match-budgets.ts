import { scopesOf, type Subject } from '../scopes/scopes-of.ts';
import { makeScope, scopeText } from '../scopes/scope.ts';
import { ANY_ID, BUDGET_KINDS, type BudgetKind } from '../../contracts/scopes.ts';
import { shownUserId, storedUserId } from '../../contracts/user-names.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import { type Budget, type BudgetScope, PERIODS } from './budget.ts';

/** A budget and the scope value it applies to. */
export interface AppliedBudget {
  readonly budget: Budget;
  readonly value: BudgetScope;
}

const unchanged = (id: string) => id;

/** An id as the ledger keeps it: nobody's work has a user of its own, providers one spelling. */
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

/** From the narrowest to the widest: the gate holds in this order. */
const WIDTH = {
  resource: 0,
  user: 1,
  tag: 2,
  group: 3,
  model: 4,
  service: 5,
  provider: 6,
  organisation: 7,
} as const satisfies Record<BudgetKind, number>;
const NARROWEST_FIRST = BUDGET_KINDS.toSorted((a, b) => WIDTH[a] - WIDTH[b]);

/** The scopes of a subject that budgets may watch, narrowest first; work of nobody belongs to the user `-`. */
function budgetScopesOf(subject: Subject): BudgetScope[] {
  return scopesOf(subject, NARROWEST_FIRST).map(({ kind, id, type }) => keptScope(kind, id, type));
}

/** Finds the budgets of a scope value without looking at all of them. */
export class BudgetIndex {
  readonly #byScope: Map<string, Budget[]>;

  constructor(budgets: readonly Budget[]) {
    const enabled = budgets.filter((budget) => budget.enabled);
    this.#byScope = Map.groupBy(enabled, ({ scope }) => scopeText(scope));
  }

  /** Enabled budgets of one scope value: its own, and those for every value of its kind. */
  of(value: BudgetScope): AppliedBudget[] {
    const own = this.#byScope.get(scopeText(value)) ?? [];
    const every = this.#byScope.get(scopeText({ ...value, id: ANY_ID })) ?? [];
    return [...own, ...(value.id === ANY_ID ? [] : every)].map((budget) => ({ budget, value }));
  }

  /** Enabled budgets that apply to a subject, narrowest scope and shortest period first. */
  matching(subject: Subject): AppliedBudget[] {
    return budgetScopesOf(subject)
      .flatMap((value) => this.of(value))
      .sort((a, b) => width(a) - width(b));
  }
}

function width({ budget }: AppliedBudget): number {
  return WIDTH[budget.scope.kind] * PERIODS.length + PERIODS.indexOf(budget.period);
}

/** A scope as it is shown: work of nobody belongs to the user `system`. */
export function shownScope<S extends BudgetScope>(scope: S): S {
  return scope.kind === 'user' ? { ...scope, id: shownUserId(scope.id) } : scope;
}

/** The one value of a budget that is not for every value. */
export function onlyValue({ scope }: Budget): BudgetScope | undefined {
  return scope.id === ANY_ID ? undefined : scope;
}
