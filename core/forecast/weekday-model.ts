import { clamp, mean, median, medianSlope, robustDeviation, sum, variance } from './statistics.ts';

const WEEK = 7;

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

/** Cuts single days that are far above the rest (median + 6 robust deviations), so that one spike is no level. */
export function withoutSpikes(values: readonly number[]): number[] {
  const limit = median(values) + 6 * robustDeviation(values);
  return limit > 0 ? values.map((value) => Math.min(value, limit)) : [...values];
}

/** Mean with weights that halve every `halfLife` days into the past; the newest value is the last one. */
export function recentMean(values: readonly number[], halfLife: number): number {
  const decay = 0.5 ** (1 / halfLife);
  let weighted = 0;
  let weights = 0;
  for (const value of values) {
    weighted = weighted * decay + value;
    weights = weights * decay + 1;
  }
  return weights === 0 ? 0 : weighted / weights;
}

/** Growth a day as a logarithm, from the median slope of whole weeks' sums; 0 with less than four weeks. */
export function dailyGrowth(values: readonly number[]): number {
  const weeks: number[] = [];
  for (let end = values.length; end >= WEEK; end -= WEEK) weeks.unshift(sum(values.slice(end - WEEK, end)));
  if (weeks.length < 4 || weeks.some((week) => week <= 0)) return 0;
  return clamp(medianSlope(weeks.slice(-6).map((week) => Math.log(week))) / WEEK, -0.05, 0.05);
}
