import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picoUsd, times } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { patternDays, usd } from '../../../testing/spend-patterns.ts';
import { projectionAnswer, projectMonthEnd, runRate } from '../../../core/forecast/project-month-end.ts';
import { costBetween, type DailySpend } from '../../../core/forecast/spend-series.ts';
import { addDays, type Day, daysBetween } from '../../../core/time/ledger-time.ts';

const OFFICE = [100, 100, 100, 100, 100, 20, 20];

/** Exact weeks: 100 USD on a weekday, 20 on a day of the weekend, from Monday 2026-09-07 on. */
function officeDays(to: Day): DailySpend[] {
  return daysBetween(aDay('2026-09-07'), to).map((day, i) => ({ day, cost: usd(OFFICE[i % 7] ?? 0) }));
}

describe('projectMonthEnd', () => {
  it('knows the weekdays that are left', () => {
    // November 2026: 21 weekdays and 9 days of the weekend.
    const projection = projectMonthEnd({
      days: officeDays(aDay('2026-11-05')),
      today: aDay('2026-11-06'),
      dayShare: 0,
    });
    expect(projection.spent).toBe(usd(20 + 4 * 100));
    expect(Number(projection.projected) / 1e12).toBeCloseTo(21 * 100 + 9 * 20, 6);
    expect(projection.backtestError).toBeCloseTo(0, 6);
  });

  it('fills the open day up to its estimate and not above', () => {
    const days = [...officeDays(aDay('2026-11-05')), { day: aDay('2026-11-06'), cost: usd(60) }];
    const projection = projectMonthEnd({ days, today: aDay('2026-11-06') });
    expect(Number(projection.projected) / 1e12).toBeCloseTo(2280, 6);
  });

  it('takes one spike as no new level', () => {
    const days = officeDays(aDay('2026-11-12')).map((item) =>
      item.day === '2026-11-10' ? { ...item, cost: usd(5000) } : item,
    );
    const projection = projectMonthEnd({ days, today: aDay('2026-11-13'), dayShare: 0 });
    const rest = Number(projection.projected - projection.spent) / 1e12;
    expect(rest).toBeGreaterThan(1200);
    expect(rest).toBeLessThan(1900);
    expect(Number(runRate(days, aDay('2026-11-13'))) / 1e12).toBeGreaterThan(14_000);
  });

  it('follows growth and says so', () => {
    const pattern = { name: '', days: 110, levelUsd: 10, growth: 0.02, weekdays: OFFICE, noise: 0.02 };
    const days = patternDays(pattern, aDay('2026-08-20'), 7);
    const projection = projectMonthEnd({
      days: days.filter((item) => item.day < '2026-11-05'),
      today: aDay('2026-11-05'),
      dayShare: 0,
    });
    const actual = Number(costBetween(days, aDay('2026-11-01'), aDay('2026-11-30')));
    expect(projection.method).toBe('weekday-growth');
    expect(Math.abs(Number(projection.projected) / actual - 1)).toBeLessThan(0.1);
  });

  it('expects of who spends on few days what all days cost in the mean, as expected crossings do', () => {
    // $6 on each Monday since 7 September, nothing between: 10 in the 70 days before 16 November.
    const mondays = daysBetween(aDay('2026-09-07'), aDay('2026-11-15'))
      .filter((_, index) => index % 7 === 0)
      .map((day) => ({ day, cost: usd(6) }));
    const projection = projectMonthEnd({ days: mondays, today: aDay('2026-11-16'), dayShare: 0 });
    expect(projection.method).toBe('daily-mean');
    expect(projection.spent).toBe(usd(12));
    expect(Number(projection.projected) / 1e12).toBeCloseTo(12 + (15 * 60) / 70, 6);
  });

  it('answers zeros for a series that never spent', () => {
    const projection = projectMonthEnd({ days: [], today: aDay('2026-11-10') });
    expect(projectionAnswer(projection)).toEqual({
      period: '2026-11',
      spentUsd: '0',
      projectedUsd: '0',
      lowUsd: '0',
      highUsd: '0',
      unpricedEvents: 0,
      method: 'run-rate',
      backtestError: null,
      historyDays: 0,
    });
  });

  it('extrapolates the first day of all', () => {
    const projection = projectMonthEnd({
      days: [{ day: aDay('2026-11-21'), cost: usd(5) }],
      today: aDay('2026-11-21'),
      dayShare: 0.5,
    });
    expect(projection.method).toBe('run-rate');
    expect(projection.projected).toBe(usd(100));
  });

  it('never projects below what is spent and keeps low <= projected <= high', () => {
    const costs = fc.array(fc.bigInt({ min: 0n, max: 10n ** 16n }).map(picoUsd), { maxLength: 80 });
    fc.assert(
      fc.property(costs, fc.option(fc.double({ min: 0, max: 1, noNaN: true })), (list, share) => {
        const today = aDay('2026-11-18');
        const days = list.map((cost, i) => ({ day: addDays(today, -i), cost }));
        const answer = projectMonthEnd({ days, today, dayShare: share ?? undefined });
        expect(answer.spent).toBe(list.slice(0, 18).reduce((total, cost) => total + cost, 0n));
        expect(answer.low >= answer.spent).toBe(true);
        expect(answer.low <= answer.projected && answer.projected <= answer.high).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('scales with the amounts', () => {
    const days = officeDays(aDay('2026-11-12'));
    const thousand = days.map((item) => ({ ...item, cost: times(item.cost, 1000n) }));
    const [a, b] = [days, thousand].map((list) =>
      projectMonthEnd({ days: list, today: aDay('2026-11-13'), dayShare: 0 }),
    );
    expect(Number(b?.projected)).toBeCloseTo(Number(a?.projected) * 1000, -12);
  });
});
