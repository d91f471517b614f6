import type { core } from 'zod/mini';
import { cutText } from '../../contracts/cut-text.ts';
import { ONE as UNITS_OF_ONE, readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { InvalidInputError } from '../errors.ts';

/**
 * Exact decimals as integers of 10^-12: an amount is pico-dollars, a quantity is pico-units.
 * One pico-dollar is exactly enough for every list price per single token, see docs/data-model.md.
 */
export type Decimal = bigint;

/** An amount in pico-dollars (10^-12 USD). Not a Quantity: the compiler refuses to take one for the other. */
export type PicoUsd = Decimal & core.$brand<'PicoUsd'>;

/** A quantity (tokens, seconds, GB) in 10^-12 of its unit. */
export type Quantity = Decimal & core.$brand<'Quantity'>;

/** What can be added up, each with its own kind. */
export type Measure = PicoUsd | Quantity;

/** No money. */
export const ZERO_USD: PicoUsd = picoUsd(0n);

/** Nothing of a unit. */
export const ZERO_QUANTITY: Quantity = picoUnits(0n);

/** So many pico-dollars: the result of a calculation that is not a sum, or a number as it is stored. */
export function picoUsd(units: bigint): PicoUsd {
  return units as PicoUsd;
}

/** So many 10^-12 of a unit: the result of a calculation that is not a sum, or a number as it is stored. */
export function picoUnits(units: bigint): Quantity {
  return units as Quantity;
}

/** a + b of one kind: `+` alone forgets which. */
export function plus<T extends Measure>(a: T, b: NoInfer<T>): T {
  return ((a as bigint) + b) as T;
}

/** a - b of one kind. */
export function minus<T extends Measure>(a: T, b: NoInfer<T>): T {
  return ((a as bigint) - b) as T;
}

/** -a of the same kind. */
export function negate<T extends Measure>(a: T): T {
  return -(a as bigint) as T;
}

/** value × count of the same kind. */
export function times<T extends Measure>(value: T, count: bigint): T {
  return ((value as bigint) * count) as T;
}

/** value × part ÷ whole of the same kind, rounded half to even; the whole must be above zero. */
export function scaled<T extends Measure>(value: T, part: bigint, whole: bigint): T {
  return divideHalfEven((value as bigint) * part, whole) as T;
}

/** The sum of amounts; zero without any. */
export function sumUsd(amounts: Iterable<PicoUsd>): PicoUsd {
  let sum = ZERO_USD;
  for (const amount of amounts) sum = plus(sum, amount);
  return sum;
}

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
  const message = `"${cutText(text, 40)}" is not a decimal: write digits like "0.0375", at most 12 after the point`;
  throw new InvalidInputError(message, [{ field, message }]);
}

/** Reads an amount of USD as parseDecimal does. */
export function parseUsd(text: string, field = ''): PicoUsd {
  return picoUsd(parseDecimal(text, field));
}

/** Reads a quantity as parseDecimal does. */
export function parseQuantity(text: string, field = ''): Quantity {
  return picoUnits(parseDecimal(text, field));
}

/** The canonical form: no exponent, no trailing zeros, "0" for zero, minus only below zero. */
export function formatDecimal(value: Decimal): string {
  return writeDecimal(value);
}

/** A number without its sign. */
export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** numerator / denominator rounded half to even, of the numerator's kind; the denominator must be above zero. */
export function divideHalfEven<T extends Measure>(numerator: T, denominator: bigint): T;
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint;
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator - quotient * denominator;
  if (remainder === 0n) return quotient;
  const twice = absolute(remainder) * 2n;
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient;
  return quotient + (numerator < 0n ? -1n : 1n);
}

/** quantity × price ÷ per with one half-even rounding to 12 decimals; `per` is a Decimal too. */
export function multiplyPrice(amount: Quantity, price: PicoUsd, per: Decimal): PicoUsd {
  return scaled(price, amount, per);
}

/** part / whole with 4 decimals as a decimal string; "0" when the whole is zero. */
export function ratio(part: Decimal, whole: Decimal): string {
  if (whole <= 0n) return '0';
  return formatDecimal(divideHalfEven(part * 10_000n, whole) * 100_000_000n);
}
