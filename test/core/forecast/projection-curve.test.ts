import { describe, expect, it } from 'vitest';
import { type BudgetPeriod, periodAt } from '../../../core/budgets/budget-period.ts';
import { projectBudgets, shareOfDay } from '../../../core/forecast/project-budget.ts';
import { projectMonthEnd } from '../../../core/forecast/project-month-end.ts';
import { curveOf, projectByCurve } from '../../../core/forecast/projection-curve.ts';
import type { DailySpend } from '../../../core/forecast/spend-series.ts';
import { picoUsd, type PicoUsd, sumUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { addDays, startOfDay } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';

const TODAY = aDay('2026-11-17');

/** Sixty days that follow a working week, grow and jump about. */
const past: DailySpend[] = Array.from({ length: 60 }, (_, index) => {
  const day = addDays(TODAY, index - 60);
  const weekend = index % 7 > 4 ? 3n : 10n;
  return { day, cost: picoUsd(weekend * 123_456_789_012n + BigInt(index * index) * 1_000_003_777n) };
});

function spentIn(period: BudgetPeriod, days: readonly DailySpend[]): PicoUsd {
  return sumUsd(days.filter(({ day }) => day >= (period.from ?? '')).map(({ cost }) => cost));
}

describe('a projection by a curve', () => {
  it.each([
    ['Pacific/Auckland', 0.01, ZERO_USD],
    ['UTC', 0.25, picoUsd(700_000_000_000n)],
    ['UTC', 0.999, picoUsd(9_000_000_000_000n)],
  ])('of a month is the one from ten weeks: %s at %d of the day', (timeZone, share, cost) => {
    const at = startOfDay(TODAY, timeZone) + Math.round(share * 86_400_000);
    const days = [...past, { day: TODAY, cost }];
    const period = periodAt('monthly', at, timeZone);
    const wanted = projectMonthEnd({
      days,
      today: TODAY,
      dayShare: shareOfDay(at, TODAY, timeZone),
    }).projected;
    const curve = curveOf(days, TODAY, at);
    const found = projectByCurve(curve, { period, spent: spentIn(period, days) }, at, timeZone) ?? 0n;
    expect(Math.abs(Number(found - wanted) / Number(wanted))).toBeLessThan(1e-9);
    // The curve is of the days before: what today costs changes nothing of it.
    expect(curveOf(past, TODAY, at)).toEqual(curve);
  });

  it.each(['daily', 'weekly'] as const)('of a %s period is its rate so far', (kind) => {
    const at = startOfDay(TODAY, 'UTC') + 43_200_000;
    const days = [...past, { day: TODAY, cost: picoUsd(5_000_000_000_000n) }];
    const period = periodAt(kind, at, 'UTC');
    const state = { period, spent: spentIn(period, days) };
    expect(projectByCurve(curveOf(days, TODAY, at), state, at, 'UTC')).toBe(
      projectBudgets('UTC')({ days: days.map((day) => ({ ...day, events: 1, unpriced: 0 })), period, at }),
    );
  });

  it('says nothing of a lifetime, nor with less than a week of history', () => {
    const at = startOfDay(TODAY, 'UTC') + 43_200_000;
    const lifetime = { period: periodAt('lifetime', at, 'UTC'), spent: picoUsd(1n) };
    expect(projectByCurve(curveOf(past, TODAY, at), lifetime, at, 'UTC')).toBeUndefined();
    const month = { period: periodAt('monthly', at, 'UTC'), spent: picoUsd(1n) };
    expect(projectByCurve(curveOf(past.slice(-6), TODAY, at), month, at, 'UTC')).toBeUndefined();
    expect(projectByCurve(curveOf(past.slice(-7), TODAY, at), month, at, 'UTC')).toBeDefined();
  });
});
