import { describe, expect, it } from 'vitest';
import { readerLocale } from '../../../dashboard/src/format/locale.ts';
import {
  exactUsd,
  formatChange,
  formatPer,
  formatQuantity,
  formatShare,
  formatUnitPrice,
  formatUsd,
  formatUsdTicks,
} from '../../../dashboard/src/format/format-money.ts';
import { formatDay, formatMonth, formatTime } from '../../../dashboard/src/format/format-time.ts';

describe('the locale', () => {
  it.each([
    [['de-CH', 'en'], 'de-CH'],
    [['en-US@posix', 'fr'], 'fr'],
    [['C'], 'en-US'],
    [[], 'en-US'],
  ])('of %j is %s', (languages, locale) => {
    expect(readerLocale(languages)).toBe(locale);
  });
});

/** Intl writes no-break spaces of several widths. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');

describe('amounts in German', () => {
  it.each([
    ['1234567.895', '1.234.567,90 $'],
    ['-2.5', '−2,50 $'],
    ['0.000375', '0,00038 $'],
    ['9007199254740993.01', '9.007.199.254.740.993,01 $'],
  ])('show %s as %s', (text, shown) => {
    expect(plain(formatUsd(text, 'de'))).toBe(shown);
  });

  it('keep every digit where all are asked for, and two places at least where they are prices', () => {
    expect(plain(exactUsd('0.000375000001', 'de'))).toBe('0,000375000001 $');
    expect(plain(formatUnitPrice('0.8', 'de'))).toBe('0,80 $');
    expect(plain(formatUnitPrice('0.075', 'de'))).toBe('0,075 $');
    expect(formatQuantity('1234567.000000000001', 'de')).toBe('1.234.567,000000000001');
  });

  it('have shares and changes in the same writing', () => {
    expect(plain(formatShare(450, 'de'))).toBe('4,5 %');
    expect(plain(formatChange(-1234, 'de'))).toBe('−12,3 %');
  });
});

describe('what a price is for', () => {
  it.each([
    ['1000000', '1M'],
    ['1000', '1K'],
    ['60', '60'],
  ])('is short: %s is %s', (per, shown) => {
    expect(formatPer(per, 'en-US')).toBe(shown);
  });
});

describe('ticks of an axis', () => {
  it.each([
    [
      [0, 0.2, 0.4],
      ['$0.00', '$0.20', '$0.40'],
    ],
    [
      [0, 5, 10],
      ['$0', '$5', '$10'],
    ],
    [
      [0, 0.000005, 0.00001],
      ['$0.000000', '$0.000005', '$0.000010'],
    ],
    [
      [0, 500, 1000],
      ['$0', '$500', '$1K'],
    ],
  ])('%j are %j', (values, shown) => {
    expect(formatUsdTicks(values, 'en-US')).toEqual(shown);
  });
});

describe('days and times', () => {
  it.each([
    ['en-US', 'Nov 5', 'November 2026', 'Nov 5, 2026, 9:27:08 PM'],
    ['en-GB', '5 Nov', 'November 2026', '5 Nov 2026, 21:27:08'],
    ['de', '5. Nov.', 'November 2026', '5. Nov. 2026, 21:27:08'],
  ])('are written as in %s', (locale, day, month, time) => {
    expect(plain(formatDay('2026-11-05', locale))).toBe(day);
    expect(formatMonth('2026-11', locale)).toBe(month);
    expect(plain(formatTime('2026-11-05T21:27:08.000Z', locale))).toBe(time);
  });

  it.each([
    ['en-US', ['Nov 5, 2026,', '9:27:08 PM']],
    ['en-GB', ['5 Nov 2026,', '21:27:08']],
    ['ja', ['2026年11月5日', '21:27:08']],
  ])('break between the day and the time alone, in %s', (locale, lines) => {
    const time = formatTime('2026-11-05T21:27:08.000Z', locale);
    expect(time.split(' ').map(plain)).toEqual(lines);
  });

  it('say nothing of no time, and what is no time as it is', () => {
    expect(formatTime(null)).toBe('–');
    expect(formatTime('soon')).toBe('soon');
  });
});
