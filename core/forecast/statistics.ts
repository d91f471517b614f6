/**
 * Statistics of the insight room. Here, and only here, amounts become doubles: what comes out is an estimate
 * (a forecast, an expected day, a score), never ledger money. No estimate is ever added to a total.
 */
import { type PicoUsd, picoUsd, ZERO_USD } from '../money/decimal.ts';

/** An amount as a double of pico-dollars; exact below 9,007 USD, and 16 digits are plenty for an estimate. */
export function toEstimate(amount: PicoUsd): number {
  return Number(amount);
}

/** Back to pico-dollars, rounded; anything that is not finite counts as zero. */
export function fromEstimate(estimate: number): PicoUsd {
  return Number.isFinite(estimate) ? picoUsd(BigInt(Math.round(estimate))) : ZERO_USD;
}

/** A ratio such as 0.0731 as a decimal string with at most 4 decimals. */
export function formatRatio(value: number): string {
  return String(Number(value.toFixed(4)));
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Arithmetic mean; 0 for an empty list. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

/** Linear interpolation between the two nearest ranks; 0 for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  const high = sorted[Math.ceil(rank)] ?? low;
  return low + (high - low) * (rank - Math.floor(rank));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Median absolute deviation scaled to the standard deviation of a normal distribution (x 1.4826). */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}

export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.length < 2 ? 0 : sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

/** Theil-Sen: the median slope of all pairs (index, value); 0 with fewer than two values. */
export function medianSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (const [i, a] of values.entries()) {
    for (let j = i + 1; j < values.length; j += 1) slopes.push(((values[j] ?? a) - a) / (j - i));
  }
  return median(slopes);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
