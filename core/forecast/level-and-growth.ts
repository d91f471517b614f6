import { clamp, median, medianSlope, robustDeviation, sum } from './statistics.ts';
import { WEEK } from './weekday-factors.ts';

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
