import { clamp, mean, median, robustDeviation, variance } from './statistics.ts';

/** Days of a week. */
export const WEEK = 7;

/** Fewer days than this say nothing about weekdays. */
const DAYS_FOR_WEEKDAYS = 14;

/** The 7-day mean around index `i`, moved inwards at the ends so that it always holds whole weeks. */
function localMean(values: readonly number[], i: number): number {
  const start = clamp(i - 3, 0, Math.max(0, values.length - WEEK));
  return mean(values.slice(start, start + WEEK));
}

/** Day over its week's mean, by weekday; weeks without spend are left out. */
function ratiosByWeekday(values: readonly number[], firstWeekday: number): number[][] {
  const byWeekday: number[][] = Array.from({ length: WEEK }, () => []);
  for (const [i, value] of values.entries()) {
    const level = localMean(values, i);
    if (level > 0) byWeekday[(firstWeekday + i) % WEEK]?.push(value / level);
  }
  return byWeekday;
}

/**
 * Squared standard error of a group's median: pi / 2 times that of a mean, from a robust deviation that is
 * raised for small groups, where it comes out too low.
 */
function medianError(group: readonly number[]): number {
  const deviation = robustDeviation(group) * (1 + 1.5 / group.length);
  return ((Math.PI / 2) * deviation ** 2) / group.length;
}

/**
 * How much of its week's mean each weekday (0 = Monday) spends; the seven have mean 1. The medians are shrunk
 * towards 1 as far as their spread is explained by noise within the weekdays (James-Stein), so that a series
 * without a weekly rhythm gets none. All 1 with less than two weeks.
 */
export function weekdayFactors(values: readonly number[], firstWeekday: number): readonly number[] {
  const flat = Array.from({ length: WEEK }, () => 1);
  if (values.length < DAYS_FOR_WEEKDAYS) return flat;
  const groups = ratiosByWeekday(values, firstWeekday);
  if (groups.some((group) => group.length < 2)) return flat;
  const centres = groups.map((group) => (group.length < 4 ? mean(group) : median(group)));
  const noise = mean(groups.map(medianError));
  const between = variance(centres);
  const kept = between > 0 ? clamp(1 - noise / between, 0, 1) : 0;
  const factors = centres.map((centre) => Math.max(0.02, 1 + kept * (centre - 1)));
  const scale = mean(factors);
  return factors.map((factor) => factor / scale);
}

/** Values divided by their weekday's factor: what is left is level, growth and noise. */
export function withoutWeekdays(
  values: readonly number[],
  firstWeekday: number,
  factors: readonly number[],
): number[] {
  return values.map((value, i) => value / (factors[(firstWeekday + i) % WEEK] ?? 1));
}
