import { shownUserId, storedUserId, SYSTEM_USER } from '../../contracts/user-names.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { Reference } from '../usage/entry.ts';
import { ANY_ID, type Budget, type BudgetScope, ORGANISATION_ID, PERIODS, type ScopeKind } from './budget.ts';

/** What a call or an entry is about, as far as budgets ask. */
export interface Subject {
  readonly userId?: string | undefined;
  readonly resource?: Reference | undefined;
  readonly group?: Reference | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly provider?: string | undefined;
  readonly service?: string | undefined;
  readonly model?: string | undefined;
}

/** One scope value: a user, a resource, … with its id, never `*`. */
export interface ScopeValue {
  readonly kind: ScopeKind;
  readonly type?: string | undefined;
  readonly id: string;
}

/** A budget and the scope value it applies to. */
export interface AppliedBudget {
  readonly budget: Budget;
  readonly value: ScopeValue;
}

/** An id as the ledger keeps it: nobody's work has a user of its own, providers one spelling. */
export function keptId(kind: ScopeKind, id: string): string {
  if (kind === 'user') return storedUserId(id);
  return kind === 'provider' ? keptProvider(id) : id;
}

/** From the narrowest to the widest: the gate holds in this order. */
const NARROWEST_FIRST: readonly ScopeKind[] = [
  'resource',
  'user',
  'tag',
  'group',
  'model',
  'service',
  'provider',
  'organisation',
];

/** The scope values of a subject, narrowest first; work of nobody belongs to the user `-`. */
export function scopeValuesOf(subject: Subject): ScopeValue[] {
  const { resource, group, tags = {}, provider, service, model } = subject;
  const values: ScopeValue[] = [
    ...(resource ? [{ kind: 'resource', ...resource } as const] : []),
    { kind: 'user', id: subject.userId ?? SYSTEM_USER },
    ...Object.entries(tags).map(([type, id]) => ({ kind: 'tag', type, id }) as const),
    ...(group ? [{ kind: 'group', ...group } as const] : []),
  ];
  for (const [kind, id] of Object.entries({ model, service, provider })) {
    if (id !== undefined) values.push({ kind: kind as ScopeKind, id: keptId(kind as ScopeKind, id) });
  }
  return [...values, { kind: 'organisation', id: ORGANISATION_ID }];
}

/** Finds the budgets of a scope value without looking at all of them. */
export class BudgetIndex {
  readonly #byScope: Map<string, Budget[]>;

  constructor(budgets: readonly Budget[]) {
    const enabled = budgets.filter((budget) => budget.enabled);
    this.#byScope = Map.groupBy(enabled, ({ scope }) => scopeText(scope));
  }

  /** Enabled budgets of one scope value: its own, and those for every value of its kind. */
  of(value: ScopeValue): AppliedBudget[] {
    const own = this.#byScope.get(scopeText(value)) ?? [];
    const every = this.#byScope.get(scopeText({ ...value, id: ANY_ID })) ?? [];
    return [...own, ...(value.id === ANY_ID ? [] : every)].map((budget) => ({ budget, value }));
  }

  /** Enabled budgets that apply to a subject, narrowest scope and shortest period first. */
  matching(subject: Subject): AppliedBudget[] {
    return scopeValuesOf(subject)
      .flatMap((value) => this.of(value))
      .sort((a, b) => width(a) - width(b));
  }
}

function width({ budget }: AppliedBudget): number {
  return NARROWEST_FIRST.indexOf(budget.scope.kind) * PERIODS.length + PERIODS.indexOf(budget.period);
}

/** A text that is equal for equal scopes. */
export function scopeText({ kind, type, id }: BudgetScope | ScopeValue): string {
  return JSON.stringify([kind, type ?? '', id]);
}

/** A scope as it is shown: work of nobody belongs to the user `system`. */
export function shownScope<S extends ScopeValue>(scope: S): S {
  return scope.kind === 'user' ? { ...scope, id: shownUserId(scope.id) } : scope;
}

/** The one value of a budget that is not for every value. */
export function onlyValue({ scope }: Budget): ScopeValue | undefined {
  return scope.id === ANY_ID ? undefined : scope;
}
