import { describe, expect, it } from 'vitest';
import { crossRate } from '../../../core/currency/cross-rate.ts';
import { formatDecimal } from '../../../core/money/decimal.ts';

const DATE = '2026-06-03';
const over = (base: string, rates: Readonly<Record<string, string>>, date = DATE) =>
  Object.entries(rates).map(([currency, rate]) => ({ base, currency, rate, date }));
const ECB = over('EUR', { USD: '1.1614', GBP: '0.86370' });

describe('the rate of a currency for 1 USD', () => {
  it.each([
    ['the base itself', ECB, 'EUR', '0.861029791631'],
    ['another one over the euro', ECB, 'GBP', '0.743671431032'],
    ['one over the dollar', over('USD', { GBP: '0.75' }), 'GBP', '0.75'],
    ['one with an exponent', over('USD', { BTC: '1.5e-5' }), 'BTC', '0.000015'],
    [
      'one with more than twelve decimals',
      over('USD', { KWD: '0.30650000000050001' }),
      'KWD',
      '0.306500000001',
    ],
  ])('is exact: %s', (_name, published, currency, rate) => {
    expect(formatDecimal(crossRate(published, currency).rate)).toBe(rate);
  });

  it('is of the day of the older one of the two', () => {
    const published = [...over('EUR', { USD: '1.1' }), ...over('EUR', { GBP: '0.8' }, '2026-06-01')];
    expect(crossRate(published, 'GBP').date).toBe('2026-06-01');
    expect(crossRate(published, 'EUR').date).toBe(DATE);
  });

  it.each([
    ['missing', ECB, 'TRY', 'TRY is missing: there are EUR, GBP, USD'],
    ['without dollars', over('EUR', { GBP: '0.8' }), 'GBP', 'USD is missing'],
    ['zero', over('USD', { GBP: '0' }), 'GBP', 'not a decimal above zero'],
    ['below zero', over('USD', { GBP: '-1' }), 'GBP', 'not a decimal above zero'],
    ['a word', over('USD', { GBP: 'N/A' }), 'GBP', '"N/A"'],
    ['too large to be written out', over('USD', { GBP: '1e999' }), 'GBP', 'not a decimal'],
    ['smaller than can be kept', over('USD', { GBP: '1e-20' }), 'GBP', 'not a decimal above zero'],
    ['there twice', [...ECB, ...ECB], 'GBP', 'more than once'],
    [
      'over two bases',
      [...over('CHF', { GBP: '0.8' }), ...over('EUR', { USD: '1.1' })],
      'GBP',
      'over CHF, and USD over EUR',
    ],
  ])('is refused where it is %s', (_name, published, currency, words) => {
    expect(() => crossRate(published, currency)).toThrow(words);
  });
});
