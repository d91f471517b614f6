import type { DenseDays } from '../forecast/spend-series.ts';
import { mean, median, robustDeviation } from '../forecast/statistics.ts';
import { weekdayFactors, withoutWeekdays } from '../forecast/weekday-factors.ts';
import { dailyGrowth, withoutSpikes } from '../forecast/level-and-growth.ts';

/** The level is the median of so many days, so a spike does not move it and a lasting shift does in a week. */
const LEVEL_DAYS = 14;
/** Added to both sides of each ratio, as a share of the mean day: days that spend next to nothing stay calm. */
const OFFSET_SHARE = 0.05;
/** A calm series is not taken for calmer than this: 8 % from day to day is ordinary. */
const LEAST_DEVIATION = 0.08;
/** What a day should cost, and how far days usually are from that. Estimates in pico-dollars and logarithms. */
export interface ExpectedDay {
  readonly expected: number;
  /** Added to both sides of the ratio. */
  readonly offset: number;
  /** Robust standard deviation of the logarithm of actual over expected. */
  readonly deviation: number;
}

/** Median of the days before index `i`, carried over half their span by the growth. */
function levelBefore(level: readonly number[], i: number, growth: number): number {
  const past = level.slice(Math.max(0, i - LEVEL_DAYS), i);
  return median(past) * Math.exp((growth * (past.length + 1)) / 2);
}

/**
 * What the day after `history` should cost and how far days usually are from that: weekday factor × local level
 * × growth, and the robust spread of the logarithms of the same one-day-ahead ratios in the past.
 */
function denseDay(history: DenseDays): ExpectedDay {
  const { values, firstWeekday } = history;
  const factors = weekdayFactors(values, firstWeekday);
  const level = withoutWeekdays(values, firstWeekday, factors);
  const growth = dailyGrowth(withoutSpikes(level));
  const offset = OFFSET_SHARE * mean(withoutSpikes(level));
  const factorAt = (i: number) => factors[(firstWeekday + i) % 7] ?? 1;
  const residuals: number[] = [];
  for (let i = Math.min(7, values.length); i < values.length; i += 1) {
    const expected = levelBefore(level, i, growth) * factorAt(i);
    residuals.push(Math.log(((values[i] ?? 0) + offset) / (expected + offset)));
  }
  return {
    expected: levelBefore(level, values.length, growth) * factorAt(values.length),
    offset,
    deviation: Math.max(LEAST_DEVIATION, robustDeviation(residuals)),
  };
}

/** A series that spends on less than half of its days: only against its own spending days, and never a drop. */
function sparseDay(history: DenseDays): ExpectedDay {
  const spending = history.values.filter((value) => value > 0);
  const centre = median(spending);
  const deviation = robustDeviation(spending.map((value) => Math.log(value / centre)));
  return { expected: centre, offset: 0, deviation: Math.max(3 * LEAST_DEVIATION, deviation) };
}

/** Less than half of the days spend anything. */
export function isSparse(history: DenseDays): boolean {
  return median(history.values) === 0;
}

/** What the day after `history` should cost; `history` must hold at least one day. */
export function expectedDay(history: DenseDays): ExpectedDay {
  return isSparse(history) ? sparseDay(history) : denseDay(history);
}
