import { DEFAULT_THRESHOLDS } from '../../../../contracts/default-thresholds.ts';
import { type BudgetKind, type TypedKind } from '../../../../contracts/scopes.ts';
import type { BudgetList } from '../../api/types.ts';

type Budget = BudgetList['budgets'][number];
type Threshold = Budget['thresholds'][number];

/** A threshold while it is being written; what the form has no field for is kept as it is. */
export interface ThresholdDraft {
  readonly key: number;
  readonly amount: string;
  readonly unit: '%' | 'USD';
  readonly kept: Partial<Threshold>;
}

/** A budget while it is being written. */
export interface BudgetDraft {
  readonly name: string;
  readonly enabled: boolean;
  readonly kind: string;
  readonly type: string;
  readonly id: string;
  readonly limitUsd: string | null;
  readonly period: string;
  readonly enforcement: string;
  readonly thresholds: readonly ThresholdDraft[];
}

/** Kinds in the order in which the form offers them, with how it asks for their type where they have one. */
export const SCOPE_KINDS = {
  user: null,
  group: 'Type',
  resource: 'Type',
  tag: 'Tag name',
  provider: null,
  service: null,
  model: null,
  organisation: null,
} as const satisfies { readonly [K in BudgetKind]: K extends TypedKind ? string : null };

/** How the form asks for a type of this kind; null: it has none. */
export function typeLabel(kind: string): string | null {
  return new Map<string, string | null>(Object.entries(SCOPE_KINDS)).get(kind) ?? null;
}

export const EMPTY_BUDGET: BudgetDraft = {
  name: '',
  enabled: true,
  kind: 'user',
  type: '',
  id: '*',
  limitUsd: '5.00',
  period: 'monthly',
  enforcement: 'deny',
  thresholds: [
    { key: 0, amount: String(DEFAULT_THRESHOLDS.warning), unit: '%', kept: {} },
    { key: 1, amount: String(DEFAULT_THRESHOLDS.critical), unit: '%', kept: {} },
  ],
};

/** A stored budget, to be changed. */
export function draftOf({
  name,
  enabled,
  scope,
  limitUsd,
  period,
  enforcement,
  thresholds,
}: Budget): BudgetDraft {
  return {
    name,
    enabled,
    kind: scope.kind,
    type: scope.type ?? '',
    id: scope.id,
    limitUsd: limitUsd ?? null,
    period,
    enforcement,
    thresholds: thresholds.map(({ percent, usd, ...kept }, key) =>
      percent === undefined
        ? { key, amount: usd ?? '', unit: 'USD', kept }
        : { key, amount: String(percent), unit: '%', kept },
    ),
  };
}

/** The fields that a budget may change once it is made: what it counts stays. */
export function changeBody({ name, enabled, limitUsd, enforcement, thresholds }: BudgetDraft) {
  return {
    name,
    enabled,
    ...(limitUsd === null ? {} : { limitUsd }),
    enforcement,
    thresholds: thresholds.map(({ amount, unit, kept }) => ({
      ...kept,
      ...(unit === '%' ? { percent: Number(amount) } : { usd: amount }),
    })),
  };
}

/** What the API takes of a new budget. */
export function budgetBody(draft: BudgetDraft) {
  const { name, kind, type, id, period } = draft;
  return {
    ...changeBody(draft),
    name: name === '' ? 'New budget' : name,
    scope: {
      kind,
      ...(typeLabel(kind) === null ? {} : { type }),
      ...(kind === 'organisation' ? {} : { id }),
    },
    period,
  };
}
