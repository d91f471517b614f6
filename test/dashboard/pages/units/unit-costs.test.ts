import { describe, expect, it } from 'vitest';
import { averageDecimal } from '../../../../dashboard/src/format/decimal.ts';
import { lastTwoWeeks } from '../../../../dashboard/src/pages/units/unit-costs.ts';

describe('an average', () => {
  it('is divided to twelve decimals, half up', () => {
    expect(averageDecimal('1', 3)).toBe('0.333333333333');
    expect(averageDecimal('2', 3)).toBe('0.666666666667');
    expect(averageDecimal('5', 0)).toBe('0');
  });
});

describe('whether it rises', () => {
  const weeks = ['2026-11-30', '2026-11-23', '2026-11-16'].map((week) => ({ week }));

  it('is said of the newest week that is over and the one before it', () => {
    expect(lastTwoWeeks(weeks, '2026-12-02')?.map(({ week }) => week)).toEqual(['2026-11-23', '2026-11-16']);
    expect(lastTwoWeeks(weeks, '2026-12-07')?.map(({ week }) => week)).toEqual(['2026-11-30', '2026-11-23']);
  });

  it('is not said of one week, nor over a gap', () => {
    expect(lastTwoWeeks(weeks.slice(1, 2), '2026-12-02')).toBeUndefined();
    expect(lastTwoWeeks([{ week: '2026-11-23' }, { week: '2026-11-09' }], '2026-12-02')).toBeUndefined();
  });
});
