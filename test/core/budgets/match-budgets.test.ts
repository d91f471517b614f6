import { describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { BudgetIndex } from '../../../core/budgets/match-budgets.ts';
import type { AppliedBudget } from '../../../core/budgets/match-budgets.ts';
import { budgetOf } from '../../../testing/gate.ts';

const of = (id: string, scope: NonNullable<BudgetInput['scope']>, more: BudgetInput = {}) =>
  budgetOf(id, { scope, ...more });
const appliedText = ({ budget, value }: AppliedBudget) => `${budget.id} of ${value.id}`;

const INDEX = new BudgetIndex([
  of('month', { kind: 'organisation' }, { period: 'monthly' }),
  of('day', { kind: 'organisation' }),
  of('each user', { kind: 'user', id: '*' }),
  of('ann', { kind: 'user', id: 'ann' }),
  of('ann for a week', { kind: 'user', id: 'ann' }, { period: 'weekly' }),
  of('off', { kind: 'user', id: 'ann' }, { enabled: false }),
  of('each model', { kind: 'model', id: '*' }),
  of('gpt-4o', { kind: 'model', id: 'gpt-4o' }),
  of('a dated one', { kind: 'model', id: 'gpt-4o-2024-08-06' }),
  of('each episode', { kind: 'resource', type: 'episode', id: '*' }),
]);

describe('budgets of a scope value', () => {
  it.each([
    [{ kind: 'user', id: 'ann' }, ['ann of ann', 'ann for a week of ann', 'each user of ann']],
    [{ kind: 'user', id: 'bob' }, ['each user of bob']],
    [{ kind: 'user', id: '*' }, ['each user of *']],
    [{ kind: 'resource', type: 'episode', id: 'e' }, ['each episode of e']],
    [{ kind: 'resource', type: 'page', id: 'e' }, []],
    [{ kind: 'model', id: 'gpt-4o' }, ['gpt-4o of gpt-4o', 'each model of gpt-4o']],
    // A snapshot is no value of its own to a budget for each model.
    [{ kind: 'model', id: 'gpt-4o-2024-08-06' }, ['a dated one of gpt-4o-2024-08-06']],
  ] as const)('%j are its own and those for each, which are on', (value, expected) => {
    expect(INDEX.of(value).map(appliedText)).toEqual(expected);
  });
});

describe('budgets of a call', () => {
  it('are those of all that it belongs to, the narrowest and shortest first', () => {
    const subject = { userId: 'ann', resource: { type: 'episode', id: 'e' }, model: 'gpt-4o-2024-08-06' };
    const found = INDEX.matching(subject).map(appliedText);
    expect(found.slice(0, 1)).toEqual(['each episode of e']);
    expect(found.filter((text) => text.endsWith(' of ann'))).toEqual([
      'ann of ann',
      'each user of ann',
      'ann for a week of ann',
    ]);
    expect(found.slice(-2).map((text) => text.split(' ')[0])).toEqual(['day', 'month']);
    expect(found.filter((text) => text.includes('gpt')).toSorted()).toEqual([
      'a dated one of gpt-4o-2024-08-06',
      'each model of gpt-4o',
      'gpt-4o of gpt-4o',
    ]);
  });
});
