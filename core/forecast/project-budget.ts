import { ONE, type PicoUsd, picoUsd } from '../money/decimal.ts';
import { elapsedShare } from '../budgets/budget-period.ts';
import type { ProjectSpend } from '../budgets/budget-state.ts';
import { addDays, type Day, dayOf, type Instant, isMonth, startOfDay } from '../time/ledger-time.ts';
import { projectMonthEnd } from './project-month-end.ts';
import { costBetween, sumByDay } from './spend-series.ts';

/** Before this share of a day or week is over, its rate says nothing. */
const LEAST_ELAPSED = 0.1;

/**
 * Where a budget's period ends: months by the month-end projection, days and weeks by their rate so far,
 * lifetimes not at all.
 */
export function projectBudgets(timeZone: string): ProjectSpend {
  return ({ days, period, at }) => {
    const { from, to } = period;
    if (from === undefined || to === undefined) return undefined;
    const list = sumByDay(days);
    const today = dayOf(at, timeZone);
    if (isMonth(period.key)) {
      return projectMonthEnd({ days: list, today, dayShare: shareOfDay(at, today, timeZone) }).projected;
    }
    return atRate(costBetween(list, from, to), elapsedShare(period, at, timeZone) ?? 1);
  };
}

/** Share of a day that is over, 0 to 1. */
export function shareOfDay(at: Instant, today: Day, timeZone: string): number {
  const start = startOfDay(today, timeZone);
  return (at - start) / (startOfDay(addDays(today, 1), timeZone) - start);
}

/** What a period will cost at its rate so far; undefined while little of it is over. */
export function atRate(spent: PicoUsd, elapsed: number): PicoUsd | undefined {
  if (elapsed < LEAST_ELAPSED) return undefined;
  return picoUsd((spent * ONE) / BigInt(Math.round(elapsed * 1e12)));
}
