import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import {
  displayAmount,
  findRate,
  fromUsd,
  parseRates,
  rateAnswer,
  roundForDisplay,
  toUsd,
} from '../../../core/currency/currency.ts';
import { formatDecimal, parseDecimal, parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const rates = parseRates([
  { currency: 'EUR', rate: '0.8612', date: aDay('2026-11-19'), source: 'ECB' },
  { currency: 'EUR', rate: '0.86', date: aDay('2026-11-20'), source: 'ECB' },
  { currency: 'JPY', rate: '151.37', date: aDay('2026-11-20'), source: 'ECB' },
]);

describe('a rate table', () => {
  it('answers the newest rate with its date and source', () => {
    expect(rateAnswer(findRate(rates, 'eur'))).toEqual({
      currency: 'EUR',
      rate: '0.86',
      date: '2026-11-20',
      source: 'ECB',
    });
  });

  it('knows USD without a row', () => {
    expect(formatDecimal(fromUsd(parseUsd('1.5'), findRate([], 'USD')))).toBe('1.5');
  });

  it('refuses an unknown currency and names the known ones', () => {
    expect(() => findRate(rates, 'GBP')).toThrow(InvalidInputError);
    expect(() => findRate(rates, 'GBP')).toThrow('no exchange rate for "GBP": use one of EUR, JPY, USD');
  });

  it.each([
    [{ currency: 'EUR', rate: '0' }, 'above zero'],
    [{ currency: 'euro', rate: '1' }, 'ISO 4217'],
    [{ currency: 'EUR', rate: '1e3' }, 'not a decimal'],
  ])('refuses the row %j', (row, message) => {
    expect(() => parseRates([{ ...row, date: aDay('2026-11-20'), source: 'x' }])).toThrow(message);
  });
});

describe('conversion', () => {
  it.each([
    ['1', 'EUR', '0.86'],
    ['0.000000000001', 'EUR', '0.000000000001'],
    ['-2.5', 'JPY', '-378.425'],
  ])('makes of %s USD in %s exactly %s', (amount, currency, expected) => {
    expect(formatDecimal(fromUsd(parseUsd(amount), findRate(rates, currency)))).toBe(expected);
  });

  it('loses at most half a unit of the twelfth decimal each way', () => {
    const rate = findRate(rates, 'JPY');
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(picoUsd), (amount) => {
        const back = toUsd(fromUsd(amount, rate), rate);
        const off = back > amount ? back - amount : amount - back;
        expect(off <= 1n).toBe(true);
      }),
    );
  });
});

describe('display', () => {
  it.each([
    ['1.005', 'USD', '1.00'],
    ['1.015', 'USD', '1.02'],
    ['-0.001', 'USD', '0.00'],
    ['1234.5', 'JPY', '1234'],
    ['1.2345', 'KWD', '1.234'],
  ])('shows %s %s as %s', (amount, currency, expected) => {
    expect(displayAmount(parseDecimal(amount), currency)).toBe(expected);
  });

  it('rounds to a multiple of the smallest coin, at most half a coin away', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (amount) => {
        const rounded = roundForDisplay(amount, 'EUR');
        const off = rounded > amount ? rounded - amount : amount - rounded;
        expect(rounded % 10n ** 10n).toBe(0n);
        expect(off * 2n <= 10n ** 10n).toBe(true);
      }),
    );
  });
});
