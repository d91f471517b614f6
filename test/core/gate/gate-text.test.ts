import { describe, expect, it } from 'vitest';
import { GATE_CODES } from '../../../contracts/gate-codes.ts';
import { summariseReasons } from '../../../core/gate/gate-text.ts';
import type { GateReason } from '../../../core/gate/judge-claim.ts';

const reason = (code: GateReason['code'], endsAt?: string): GateReason => ({
  budgetId: 'b',
  code,
  endsAt: endsAt === undefined ? undefined : Date.parse(endsAt),
  message: 'the budget "secret" of gpt-4o would be passed: 0.2 USD are left',
  outside: undefined,
});

const messageOf = (...reasons: GateReason[]) => summariseReasons(reasons, reasons, 'UTC')?.userMessage;

describe('what a person is told', () => {
  it.each(GATE_CODES)('of %s names no budget, model or amount', (code) => {
    const one = [reason(code, '2026-12-01T00:00:00Z')];
    const { userMessage = '' } = summariseReasons(one, one, 'UTC') ?? {};
    expect(userMessage).toMatch(/^[A-Z][^"$]+\.$/);
    expect(userMessage).not.toMatch(/budget|secret|gpt|USD|0\.2/);
  });

  it('of limits that it may not know of is the same, whichever they are', () => {
    const codes = ['limit-reached', 'stopped', 'calls-under-way'] as const;
    const told = codes.map((code) => summariseReasons([reason(code, '2026-12-01T00:00:00Z')], [], 'UTC'));
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('of a call that needs more than what is left is that, and not that the limit is reached', () => {
    const left = { ...reason('limit-reached', '2026-12-01T00:00:00Z'), isPartLeft: true };
    const tooLarge = { ...left, endsAt: undefined };
    expect(messageOf(left)).toBe(
      'This needs more than what is left of the limit, which starts anew on 2026-12-01.',
    );
    expect(messageOf(tooLarge)).toBe('This needs more than what is left of the limit.');
    expect(messageOf(left, reason('limit-reached'))).toBe('The limit for this is reached.');
    expect(summariseReasons([left], [], 'UTC')?.userMessage).toBe('The limit for this is reached.');
  });

  it('has the day of the ledger on which the last of them begins anew', () => {
    const both = [
      reason('limit-reached', '2026-11-30T23:00:00Z'),
      reason('limit-reached', '2026-11-29T23:00:00Z'),
    ];
    expect(summariseReasons(both, both, 'Europe/Berlin')?.userMessage).toContain('2026-12-01');
    const forEver = [...both, reason('limit-reached')];
    expect(summariseReasons(forEver, forEver, 'UTC')).toEqual({
      code: 'limit-reached',
      resetsAt: undefined,
      userMessage: 'The limit for this is reached.',
    });
    expect(summariseReasons([], [], 'UTC')).toBeUndefined();
  });
});
