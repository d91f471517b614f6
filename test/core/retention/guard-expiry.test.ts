import { describe, expect, it } from 'vitest';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import { guardExpiry } from '../../../core/retention/guard-expiry.ts';
import { aDay } from '../../../testing/dates.ts';

describe('the guard over expiry', () => {
  it.each([
    [undefined, aDay('2026-11-30'), true, 0, 0],
    [35, aDay('2026-11-06'), true, 0, 0],
    [35, aDay('2026-11-19'), true, 13, 0],
    [35, aDay('2026-11-20'), true, 14, 1],
    [35, aDay('2026-11-20'), false, 14, 0],
  ])('with a retention of %s days on %s (has run: %s) is %s behind, stops %s times', async (...row) => {
    const [days, today, hasRun, behind, stops] = row;
    let stopped = 0;
    const facts = { firstDay: aDay('2026-01-01'), sealedUntil: aDay('2026-09-30'), drift: ZERO_USD };
    const state = { facts, waitingSince: undefined, hasRun };
    const found = await guardExpiry(state, today, days, () => Promise.resolve(void stopped++));
    expect([found, stopped]).toEqual([behind, stops]);
  });

  it('counts records of sealed days that wait for their file', async () => {
    let stopped = 0;
    const facts = { firstDay: aDay('2026-01-01'), sealedUntil: aDay('2026-09-30'), drift: ZERO_USD };
    const state = { facts, waitingSince: Date.parse('2026-10-23T03:00:00Z'), hasRun: true };
    const stop = () => Promise.resolve(void stopped++);
    expect(await guardExpiry(state, aDay('2026-10-31'), 35, stop)).toBe(8);
    expect(await guardExpiry(state, aDay('2026-11-06'), 35, stop)).toBe(14);
    expect(stopped).toBe(1);
  });
});
