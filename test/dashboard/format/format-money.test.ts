import { writeDecimal } from '../../../contracts/decimal.ts';
import { describe, expect, it } from 'vitest';
import {
  parseDecimal,
  ratioBasisPoints,
  shareBasisPoints,
  subtractDecimals,
  sumDecimals,
  usedBasisPoints,
} from '../../../dashboard/src/format/decimal.ts';
import {
  exactUsd,
  formatChange,
  formatPlainAmount,
  formatShare,
  formatUsd,
  formatUsed,
} from '../../../dashboard/src/format/format-money.ts';

describe('amounts', () => {
  it('add up to the last digit, where floats would not', () => {
    expect(sumDecimals(['0.1', '0.2', '0.000000000001'])).toBe('0.300000000001');
    expect(sumDecimals(['9007199254740993.5', '0.5'])).toBe('9007199254740994');
    expect(subtractDecimals('1', '1.000000000001')).toBe('-0.000000000001');
  });

  it.each(['0', '12.5', '-3.000000000001', '123456789012345678.9'])('read and write %s unchanged', (text) => {
    expect(writeDecimal(parseDecimal(text))).toBe(text);
  });

  it.each(['', '1e3', '1.0000000000001', 'abc', '.5'])('refuse %j', (text) => {
    expect(() => parseDecimal(text)).toThrow(RangeError);
  });

  it.each([
    ['0', '$0.00'],
    ['1234567.895', '$1,234,567.90'],
    ['0.005', '$0.0050'],
    ['0.000375', '$0.00038'],
    ['0.000000000001', '$0.000000000001'],
    ['0.00999', '$0.0100'],
    ['-2.5', '−$2.50'],
    ['9007199254740993.01', '$9,007,199,254,740,993.01'],
  ])('show %s as %s', (text, shown) => {
    expect(formatUsd(text)).toBe(shown);
  });

  it.each([
    ['4.8', 'USD', '4.80'],
    ['12', 'EUR', '12.00'],
    ['-1234.5', 'USD', '−1,234.50'],
    ['605', 'JPY', '605'],
  ])('stand below each other with the places of their currency: %s %s as %s', (text, currency, shown) => {
    expect(formatPlainAmount(text, currency)).toBe(shown);
  });

  it('are shown with every digit on demand', () => {
    expect(exactUsd('-0.000375')).toBe('−$0.000375');
  });
});

describe('shares', () => {
  it('are exact in hundredths of a percent, and undefined of nothing', () => {
    expect(ratioBasisPoints('1', '3')).toBe(3333);
    // As the API rounds its shares: to the nearest, halves to even.
    const rounded = ['2', '-2', '0.00015', '0.00045', '-0.00015'].map((part) => ratioBasisPoints(part, '3'));
    expect(rounded).toEqual([6667, -6667, 0, 2, 0]);
    expect(ratioBasisPoints('1', '0')).toBeUndefined();
  });

  it('are never nothing of something', () => {
    expect(['0.000001', '0', '-0.000001'].map((part) => shareBasisPoints(part, '100'))).toEqual([1, 0, 0]);
    expect(shareBasisPoints('1', '3')).toBe(3333);
    expect(shareBasisPoints('1', '0')).toBeUndefined();
  });

  it.each([
    [4, '<0.1%'],
    [145, '1.5%'],
    [450, '4.5%'],
    [10_000, '100%'],
    [-26_800, '−268%'],
    [375_027_479, '3.8M%'],
  ])('show %i as %s', (basisPoints, shown) => {
    expect(formatShare(basisPoints)).toBe(shown);
  });

  it.each([
    ['149.75', '100', '149%'],
    ['149.999999', '100', '149%'],
    ['150', '100', '150%'],
    ['9.99', '100', '9.9%'],
    ['99.999999999999', '100', '99%'],
    ['0.000001', '100', '<0.1%'],
    ['-0.5', '100', '−0.5%'],
    ['0', '100', '0.0%'],
    ['0', '0', '0.0%'],
    ['0.000001', '0', '100%'],
  ])('of a limit never reach a threshold before it is reached: %s of %s as %s', (spent, limit, shown) => {
    expect(formatUsed(usedBasisPoints(spent, limit))).toBe(shown);
  });

  it.each([
    [1234, '+12.3%'],
    [-400, '−4.0%'],
    [406_673_800, '+4.1M%'],
    [undefined, '–'],
  ])('show a change of %s as %s', (basisPoints, shown) => {
    expect(formatChange(basisPoints)).toBe(shown);
  });
});
