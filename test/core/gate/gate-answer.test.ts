import { describe, expect, it } from 'vitest';
import type { GateDecision } from '../../../core/gate/authorize-call.ts';
import { decisionAnswer } from '../../../core/gate/gate-answer.ts';
import { picoUsd } from '../../../core/money/decimal.ts';

const DENIED: GateDecision = {
  decision: 'deny',
  remaining: picoUsd(3n * 10n ** 12n),
  ownRemaining: undefined,
  reasons: [
    {
      budgetId: 'theirs',
      code: 'cheaper-model',
      endsAt: Date.parse('2026-12-01T00:00:00Z'),
      message: 'the budget "secret" would be passed',
      outside: 'another limit is reached',
    },
    {
      budgetId: 'mine',
      code: 'limit-reached',
      endsAt: Date.parse('2026-11-30T00:00:00Z'),
      message: 'the budget "mine" would be passed',
      outside: undefined,
    },
    {
      budgetId: 'other',
      code: 'stopped',
      endsAt: Date.parse('2026-12-01T00:00:00Z'),
      message: 'the budget "hidden" would be passed',
      outside: 'another limit is reached',
    },
    {
      budgetId: undefined,
      code: 'calls-under-way',
      endsAt: undefined,
      message: 'twenty calls are open',
      outside: undefined,
    },
  ],
};

describe('a decision', () => {
  it('tells everything to those who may read everything', () => {
    expect(decisionAnswer(DENIED, true, 'UTC')).toEqual({
      decision: 'deny',
      code: 'limit-reached',
      userMessage: 'The limit for this is reached.',
      remainingUsd: '3',
      reasons: DENIED.reasons.map(({ message }) => message),
      budgetIds: ['theirs', 'mine', 'other'],
    });
  });

  it('tells others of their own budgets, and once that there is another limit', () => {
    expect(decisionAnswer(DENIED, false, 'UTC')).toEqual({
      decision: 'deny',
      code: 'limit-reached',
      userMessage: 'The limit for this is reached.',
      reasons: ['the budget "mine" would be passed', 'twenty calls are open', 'another limit is reached'],
      budgetIds: ['mine'],
    });
    expect(decisionAnswer({ ...DENIED, ownRemaining: picoUsd(-1n) }, false, 'UTC')).toMatchObject({
      remainingUsd: '0',
    });
  });

  it('says when all that stands against it has ended, to those who may know of it, and names nothing', () => {
    const [, mine, other] = DENIED.reasons;
    const two = { ...DENIED, reasons: [mine, other] as GateDecision['reasons'] };
    expect(decisionAnswer(two, true, 'UTC')).toMatchObject({
      code: 'limit-reached',
      resetsAt: '2026-12-01T00:00:00.000Z',
      userMessage: 'The limit for this is reached. It starts anew on 2026-12-01.',
    });
    expect(decisionAnswer(two, false, 'UTC').resetsAt).toBeUndefined();
    const own = decisionAnswer({ ...DENIED, reasons: [mine] as GateDecision['reasons'] }, false, 'UTC');
    expect(own).toMatchObject({ resetsAt: '2026-11-30T00:00:00.000Z' });
    expect(JSON.stringify(own.userMessage)).not.toMatch(/budget|mine|USD|\$/);
  });

  it('of a call that is allowed says nothing against it', () => {
    const allowed = decisionAnswer({ ...DENIED, decision: 'allow', reasons: [] }, true, 'UTC');
    expect(allowed).toEqual({ decision: 'allow', remainingUsd: '3', reasons: [], budgetIds: [] });
  });
});
