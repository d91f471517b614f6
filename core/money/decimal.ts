import { ONE as UNITS_OF_ONE, readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { InvalidInputError } from '../errors.ts';

/**
 * Exact decimals as integers of 10^-12: an amount is pico-dollars, a quantity is pico-units.
 * One pico-dollar is exactly enough for every list price per single token, see docs/data-model.md.
 */
export type Decimal = bigint;

/** An amount in pico-dollars (10^-12 USD). */
export type PicoUsd = Decimal;

/** A quantity (tokens, seconds, GB) in 10^-12 of its unit. */
export type Quantity = Decimal;

/** 1 as a Decimal. */
export const ONE: Decimal = UNITS_OF_ONE;

const TOO_LONG = /^-?\d{27}/;

/**
 * Reads a plain decimal string: no exponent, no plus, at most 26 digits before and 12 after the point.
 * Leading and trailing zeros are fine. Throws InvalidInputError on anything else.
 */
export function parseDecimal(text: string, field = ''): Decimal {
  const value = TOO_LONG.test(text) ? undefined : readDecimal(text);
  if (value !== undefined) return value;
  const message = `"${text.slice(0, 40)}" is not a decimal: write digits like "0.0375", at most 12 after the point`;
  throw new InvalidInputError(message, [{ field, message }]);
}

/** The canonical form: no exponent, no trailing zeros, "0" for zero, minus only below zero. */
export function formatDecimal(value: Decimal): string {
  return writeDecimal(value);
}

/** numerator / denominator rounded half to even; the denominator must be above zero. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient;
  return quotient + (numerator < 0n ? -1n : 1n);
}

/** quantity × price ÷ per with one half-even rounding to 12 decimals; `per` is a Decimal too. */
export function multiplyPrice(quantity: Quantity, price: PicoUsd, per: Decimal): PicoUsd {
  return divideHalfEven(quantity * price, per);
}

/** part / whole with 4 decimals as a decimal string; "0" when the whole is zero. */
export function ratio(part: Decimal, whole: Decimal): string {
  if (whole <= 0n) return '0';
  return formatDecimal(divideHalfEven(part * 10_000n, whole) * 100_000_000n);
}
