import { describe, expect, it } from 'vitest';
import { boundedDays, type ReadContext } from '../../../core/spend/read-totals.ts';
import { aDay } from '../../../testing/dates.ts';

const context: ReadContext = {
  totals: { firstDay: () => Promise.resolve('2026-11-01') } as unknown as ReadContext['totals'],
  timeZone: 'UTC',
  now: Date.parse('2026-11-20T12:00:00Z'),
};

describe('boundedDays', () => {
  it.each([
    [undefined, undefined, aDay('2026-11-01'), aDay('2026-11-21')],
    [aDay('1970-01-01'), aDay('2099-12-31'), aDay('2026-11-01'), aDay('2026-11-21')],
    [aDay('2026-11-05'), aDay('2026-11-07'), aDay('2026-11-05'), aDay('2026-11-07')],
  ])('reads %s to %s from %s to %s', async (from, to, first, last) => {
    expect(await boundedDays({ from, to }, context)).toEqual({ from: first, to: last });
  });

  it.each([
    [aDay('2001-01-01'), aDay('2001-01-02')],
    [aDay('2050-01-01'), aDay('2050-01-02')],
  ])('has no day to read from %s to %s', async (from, to) => {
    const days = await boundedDays({ from, to }, context);
    expect(days.from > days.to).toBe(true);
  });
});
