import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import {
  divideHalfEven,
  formatDecimal,
  minus,
  multiplyPrice,
  negate,
  ONE,
  parseDecimal,
  parseQuantity,
  parseUsd,
  picoUnits,
  picoUsd,
  type PicoUsd,
  plus,
  type Quantity,
  ratio,
  scaled,
  sumUsd,
  times,
  ZERO_USD,
} from '../../../core/money/decimal.ts';

const decimals = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 30n });

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

describe('a decimal', () => {
  it('is written and read back without a change', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(formatDecimal(value))).toBe(value);
      }),
    );
  });

  it('has one canonical form', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(formatDecimal(value)).toMatch(/^(0|-?(0\.\d{0,11}[1-9]|[1-9]\d*(\.\d{0,11}[1-9])?))$/);
      }),
    );
    expect(formatDecimal(parseDecimal('-0.000'))).toBe('0');
    expect(formatDecimal(parseDecimal('007.500'))).toBe('7.5');
  });

  it.each(['', '.5', '1.', '+1', '1e3', '1,5', ' 1', '0.0000000000001', 'NaN', '--1', '1'.repeat(27)])(
    'is not "%s"',
    (text) => {
      expect(() => parseDecimal(text, 'amount')).toThrow(InvalidInputError);
    },
  );
});

describe('division', () => {
  it('is off by half at most, and even when it is exactly half', () => {
    fc.assert(
      fc.property(decimals, positive, (numerator, denominator) => {
        const quotient = divideHalfEven(numerator, denominator);
        const twice = absolute(numerator - quotient * denominator) * 2n;
        expect(twice <= denominator).toBe(true);
        expect(twice === denominator ? quotient % 2n : 0n).toBe(0n);
      }),
    );
  });

  it('does the same on both sides of zero', () => {
    fc.assert(
      fc.property(decimals, positive, (numerator, denominator) => {
        expect(divideHalfEven(-numerator, denominator)).toBe(-divideHalfEven(numerator, denominator));
      }),
    );
    expect([1n, 3n, 5n, -1n, -3n].map((value) => divideHalfEven(value, 2n))).toEqual([0n, 2n, 2n, 0n, -2n]);
  });

  it('prices a quantity exactly when nothing is to be rounded', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), positive, (tokens, price) => {
        expect(multiplyPrice(picoUnits(tokens * ONE), picoUsd(price), ONE)).toBe(tokens * price);
      }),
    );
    expect(
      formatDecimal(multiplyPrice(parseQuantity('800'), parseUsd('0.15'), parseDecimal('1000000'))),
    ).toBe('0.00012');
  });

  it('gives shares of a whole with four decimals', () => {
    expect(ratio(ONE, 3n * ONE)).toBe('0.3333');
    expect(ratio(ONE, 0n)).toBe('0');
  });
});

describe('amounts and quantities', () => {
  const dollars = parseUsd('1.5');
  const tokens = parseQuantity('800');

  it('are added up by kind', () => {
    const sum: PicoUsd = plus(dollars, parseUsd('0.25'));
    const rest: Quantity = minus(tokens, parseQuantity('300'));
    expect([sum, rest].map(formatDecimal)).toEqual(['1.75', '500']);
    expect([negate(dollars), times(dollars, 3n), minus(dollars, dollars)]).toEqual([
      parseUsd('-1.5'),
      parseUsd('4.5'),
      ZERO_USD,
    ]);
    expect(sumUsd([])).toBe(0n);
    expect(sumUsd(new Set([dollars, parseUsd('2')]))).toBe(parseUsd('3.5'));
  });

  it('are scaled with one rounding half to even', () => {
    const third: PicoUsd = scaled(dollars, 1n, 9n);
    expect(formatDecimal(third)).toBe('0.166666666667');
    expect([1n, 3n, -3n].map((units) => scaled(picoUnits(units), 1n, 2n))).toEqual([0n, 2n, -2n]);
    const cents: PicoUsd = divideHalfEven(dollars, 100n);
    expect(formatDecimal(cents)).toBe('0.015');
  });

  it('are not mixed up: this file compiles only while each mistake is one', () => {
    // @ts-expect-error Dollars and tokens have no sum.
    const sum = plus(dollars, tokens);
    // @ts-expect-error A quantity where an amount belongs.
    const amount: PicoUsd = tokens;
    // @ts-expect-error An amount where a quantity belongs.
    const quantity: Quantity = dollars;
    // @ts-expect-error Number and price the wrong way round.
    const price = multiplyPrice(dollars, tokens, ONE);
    // @ts-expect-error A number that was never read as an amount.
    const plain: PicoUsd = 1n;
    // @ts-expect-error What `+` makes of two amounts is any number again.
    const added: PicoUsd = dollars + dollars;
    // @ts-expect-error Amounts in a sum of quantities.
    const list = sumUsd([tokens]);
    expect([sum, amount, quantity, price, plain, added, list]).toHaveLength(7);
  });
});
