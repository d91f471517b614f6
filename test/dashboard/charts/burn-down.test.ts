import { describe, expect, it } from 'vitest';
import { openPeriod } from '../../../dashboard/src/charts/budget-burn-down.tsx';
import { burnDown, crossingWords } from '../../../dashboard/src/charts/burn-down.ts';

/** The end of the day on which each test stands, but where it says another time. */
const END = Date.parse('2026-12-01T00:00:00Z');
const MONTH = { from: '2026-11-01', to: '2026-11-30', limitUsd: '10', now: END };
const at = (hour: number) => Date.parse('2026-11-01T00:00:00Z') + hour * 3_600_000;
const day = (number: number, usd: string) => ({ day: `2026-11-${String(number).padStart(2, '0')}`, usd });

describe('a burn-down', () => {
  it('adds up exactly, and names the day on which the limit was reached', () => {
    const days = [day(1, '0.1'), day(2, '0.2'), day(3, '9.7'), day(4, '5')];
    const { spentUsd, crossing, daysLeft } = burnDown({ ...MONTH, days, today: '2026-11-04' });
    expect(spentUsd).toEqual(['0.1', '0.3', '10', '15']);
    expect(crossing).toEqual({ day: '2026-11-03', isForecast: false });
    expect(daysLeft).toBe(26);
  });

  it('finds the day on which it will be reached on the way to where the period ends', () => {
    const input = { ...MONTH, days: [day(10, '4')], today: '2026-11-20', projectedUsd: '16' };
    expect(burnDown(input).crossing).toEqual({ day: '2026-11-25', isForecast: true });
    expect(burnDown({ ...input, projectedUsd: '9.99' }).crossing).toBe(undefined);
  });

  it('reaches it today where the rest of today suffices', () => {
    const input = { ...MONTH, days: [day(1, '7')], today: '2026-11-01', projectedUsd: '247' };
    // Eight a day: three more take nine hours.
    expect(burnDown({ ...input, now: at(6) }).crossing?.day).toBe('2026-11-01');
    expect(burnDown({ ...input, now: at(18) }).crossing?.day).toBe('2026-11-02');
    expect(burnDown({ ...input, now: at(6) }).over).toBe(0.25);
    const lastDay = { ...input, days: [day(30, '7')], today: '2026-11-30', projectedUsd: '11' };
    expect(burnDown({ ...lastDay, now: END - 3_600_000 }).crossing?.day).toBe('2026-11-30');
  });

  it('says that the limit is not reached only where the end is known', () => {
    const input = { ...MONTH, days: [day(10, '4')], today: '2026-11-20' };
    expect(crossingWords(burnDown(input), false)).toBe('10 days left');
    expect(crossingWords(burnDown({ ...input, projectedUsd: '9' }), true)).toBe('stays below, 10 days left');
    expect(crossingWords(burnDown({ ...input, limitUsd: '4' }), false)).toBe(
      'over since Nov 10, 10 days left',
    );
  });

  it('is of the days of its period', () => {
    expect(openPeriod('monthly', '2026-02-11')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(openPeriod('weekly', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(openPeriod('lifetime', '2026-11-29')).toBe(undefined);
  });
});
