import { scopesOf, type Subject } from '../scopes/scopes-of.ts';
import { scopeText } from '../scopes/scope.ts';
import { ANY_ID, BUDGET_KINDS, type BudgetKind } from '../../contracts/scopes.ts';
import { canonicalModel, meantModel } from '../pricing/model-identity.ts';
import { withCanonical } from '../scopes/model-scopes.ts';
import { type Budget, type BudgetScope } from './budget.ts';
import { PERIODS } from '../../contracts/budget-vocabulary.ts';
import { keptScope } from './kept-scope.ts';

/** A budget and the scope value it applies to. */
export interface AppliedBudget {
  readonly budget: Budget;
  readonly value: BudgetScope;
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

/** The scopes of a subject that budgets may watch, narrowest first; work without a user belongs to the user `-`. */
function budgetScopesOf(subject: Subject): BudgetScope[] {
  const scopes = scopesOf(subject, NARROWEST_FIRST).map(({ kind, id, type }) => keptScope(kind, id, type));
  return withCanonical(scopes);
}

/** Finds the budgets of a scope value without looking at all of them. */
export class BudgetIndex {
  readonly #byScope: Map<string, Budget[]>;

  constructor(budgets: readonly Budget[]) {
    const enabled = budgets.filter((budget) => budget.enabled);
    this.#byScope = Map.groupBy(enabled, ({ scope }) => scopeText(meantScope(scope)));
  }

  /** Enabled budgets of one scope value: its own, and those for every value of its kind. */
  of(value: BudgetScope): AppliedBudget[] {
    const own = this.#byScope.get(scopeText(value)) ?? [];
    const every = this.#byScope.get(scopeText({ ...value, id: ANY_ID })) ?? [];
    return [
      // By its own id, which may be an alias of the model: what is held and told is kept under it.
      ...own.map((budget) => ({ budget, value: budget.scope })),
      ...(isValue(value) ? every : []).map((budget) => ({ budget, value })),
    ];
  }

  /** Enabled budgets that apply to a subject, narrowest scope and shortest period first. */
  matching(subject: Subject): AppliedBudget[] {
    return budgetScopesOf(subject)
      .flatMap((value) => this.of(value))
      .sort((a, b) => width(a) - width(b));
  }
}

/** The scope that a budget means: a model's by its one name, unless it names one snapshot. */
function meantScope(scope: BudgetScope): BudgetScope {
  return scope.kind === 'model' && scope.id !== ANY_ID ? { ...scope, id: meantModel(scope.id) } : scope;
}

/** True of what budgets for every value count apart: all ids of a model are one value, by its one name. */
function isValue({ kind, id }: BudgetScope): boolean {
  return id !== ANY_ID && (kind !== 'model' || canonicalModel(id) === id);
}

function width({ budget }: AppliedBudget): number {
  return WIDTH[budget.scope.kind] * PERIODS.length + PERIODS.indexOf(budget.period);
}
