import { readDecimal, writeDecimal } from '../../../contracts/decimal.ts';

/**
 * Exact arithmetic on the API's decimal strings, in 10^-12. Nothing that is shown as an amount goes through a
 * float; floats are for positions on the screen only.
 */

/** Reads a decimal string. @throws RangeError when it is none */
export function parseDecimal(text: string): bigint {
  const units = readDecimal(text);
  if (units === undefined) throw new RangeError(`"${text}" is not a decimal number with at most 12 decimals`);
  return units;
}

/** Exact sum of decimal strings. */
export function sumDecimals(values: Iterable<string>): string {
  let sum = 0n;
  for (const value of values) sum += parseDecimal(value);
  return writeDecimal(sum);
}

/** a − b, exactly. */
export function subtractDecimals(a: string, b: string): string {
  return writeDecimal(parseDecimal(a) - parseDecimal(b));
}

/** For sorting, the biggest first. */
export function byAmountDescending(a: string, b: string): number {
  const difference = parseDecimal(b) - parseDecimal(a);
  if (difference === 0n) return 0;
  return difference > 0n ? 1 : -1;
}

/** a ÷ b in hundredths of a percent, halves to even as the API rounds its shares; undefined when b is 0. */
export function ratioBasisPoints(a: string, b: string): number | undefined {
  const divisor = parseDecimal(b);
  return divisor === 0n ? undefined : Number(divideHalfEven(parseDecimal(a) * 10_000n, divisor));
}

function divideHalfEven(value: bigint, by: bigint): bigint {
  const [quotient, rest] = [value / by, value % by];
  const twice = 2n * (rest < 0n ? -rest : rest) - (by < 0n ? -by : by);
  const isAway = twice > 0n || (twice === 0n && quotient % 2n !== 0n);
  return isAway ? quotient + (value < 0n === by < 0n ? 1n : -1n) : quotient;
}

/** The share of a part in hundredths of a percent; 1 for what is less and not nothing. undefined when b is 0. */
export function shareBasisPoints(part: string, whole: string): number | undefined {
  const share = ratioBasisPoints(part, whole);
  return share === 0 && parseDecimal(part) > 0n ? 1 : share;
}

/**
 * How much of a limit is used in hundredths of a percent, rounded down as the API's percentages are: a threshold
 * that is not reached never reads as if it were. A limit of 0 is used up by the first amount. 1 for less than that.
 */
export function usedBasisPoints(spentUsd: string, limitUsd: string): number {
  const [spent, limit] = [parseDecimal(spentUsd), parseDecimal(limitUsd)];
  const used = limit === 0n ? (spent > 0n ? 10_000 : 0) : Number((spent * 10_000n) / limit);
  return spent > 0n ? Math.max(1, used) : used;
}

/** A position on the screen; never shown as an amount. */
export function toPosition(text: string): number {
  return Number(text);
}

/** Where a price of so many units stands among prices of other numbers of them; for sorting only. */
export function unitPricePosition({
  unitPriceUsd,
  per,
}: {
  readonly unitPriceUsd: string;
  readonly per: string;
}): number {
  return toPosition(unitPriceUsd) / toPosition(per);
}

/** a ÷ a whole number, half up in the twelfth decimal; "0" for none. */
export function averageDecimal(total: string, count: number): string {
  if (count === 0) return '0';
  const [sum, by] = [parseDecimal(total), BigInt(count)];
  return writeDecimal((sum * 2n + by) / (by * 2n));
}
