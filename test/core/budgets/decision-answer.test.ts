import { describe, expect, it } from 'vitest';
import type { GateDecision } from '../../../core/budgets/authorize-call.ts';
import { decisionAnswer } from '../../../core/budgets/decision-answer.ts';
import { picoUsd } from '../../../core/money/decimal.ts';

const DENIED: GateDecision = {
  decision: 'deny',
  remaining: picoUsd(3n * 10n ** 12n),
  ownRemaining: undefined,
  reasons: [
    {
      budgetId: 'theirs',
      message: 'the budget "secret" would be passed',
      outside: 'another limit is reached',
    },
    { budgetId: 'mine', message: 'the budget "mine" would be passed', outside: undefined },
    {
      budgetId: 'other',
      message: 'the budget "hidden" would be passed',
      outside: 'another limit is reached',
    },
    { budgetId: undefined, message: 'twenty calls are open', outside: undefined },
  ],
};

describe('a decision', () => {
  it('tells everything to those who may read everything', () => {
    expect(decisionAnswer(DENIED, true)).toEqual({
      decision: 'deny',
      remainingUsd: '3',
      reasons: DENIED.reasons.map(({ message }) => message),
      budgetIds: ['theirs', 'mine', 'other'],
    });
  });

  it('tells others of their own budgets, and once that there is another limit', () => {
    expect(decisionAnswer(DENIED, false)).toEqual({
      decision: 'deny',
      reasons: ['the budget "mine" would be passed', 'twenty calls are open', 'another limit is reached'],
      budgetIds: ['mine'],
    });
    expect(decisionAnswer({ ...DENIED, ownRemaining: picoUsd(-1n) }, false)).toMatchObject({
      remainingUsd: '0',
    });
  });
});
