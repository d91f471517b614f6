/** A budget while it is being written. */
export interface BudgetDraft {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly id: string;
  readonly limitUsd: string | null;
  readonly period: string;
  readonly enforcement: string;
  readonly percent: number;
}

export const SCOPE_KINDS = [
  'user',
  'group',
  'resource',
  'tag',
  'provider',
  'service',
  'model',
  'organisation',
];
/** Kinds whose values have a type or name in front. */
export const typedKinds: ReadonlySet<string> = new Set(['group', 'resource', 'tag']);

export const EMPTY_BUDGET: BudgetDraft = {
  name: '',
  kind: 'user',
  type: '',
  id: '*',
  limitUsd: '5.00',
  period: 'monthly',
  enforcement: 'deny',
  percent: 80,
};

/** What the API takes. */
export function budgetBody(draft: BudgetDraft) {
  const { name, kind, type, id, limitUsd, period, enforcement, percent } = draft;
  return {
    name: name === '' ? 'New budget' : name,
    scope: {
      kind,
      ...(typedKinds.has(kind) ? { type } : {}),
      ...(kind === 'organisation' ? {} : { id }),
    },
    period,
    limitUsd,
    enforcement,
    thresholds: percent === 100 ? [{ percent: 100 }] : [{ percent }, { percent: 100 }],
  };
}
