import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseBefore, weekdayOf } from '../../../core/forecast/spend-series.ts';
import {
  formatRatio,
  fromEstimate,
  median,
  medianSlope,
  quantile,
  robustDeviation,
} from '../../../core/forecast/statistics.ts';
import { weekdayFactors } from '../../../core/forecast/weekday-factors.ts';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { seededRandom } from '../../../testing/random.ts';

const weeks = (count: number, week: readonly number[]) => Array.from({ length: count }, () => week).flat();

describe('statistics', () => {
  it.each([
    [[], 0.5, 0],
    [[3], 0.9, 3],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.1, 1.4],
  ])('takes of %j the quantile %d: %d', (values, share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 12);
  });

  it('are not moved by one wild value', () => {
    expect(median([1, 2, 3, 4, 1000])).toBe(3);
    expect(robustDeviation([1, 2, 3, 4, 1000])).toBeCloseTo(1.4826, 6);
    expect(medianSlope([0, 2, 4, 900, 8, 10])).toBeCloseTo(2, 6);
  });

  it('come back as money only when they are finite', () => {
    expect([fromEstimate(1.6), fromEstimate(Infinity), fromEstimate(Number.NaN)]).toEqual([2n, 0n, 0n]);
    expect([formatRatio(0.07314), formatRatio(0), formatRatio(2)]).toEqual(['0.0731', '0', '2']);
  });
});

describe('weekdayFactors', () => {
  it('find an exact week and have mean 1', () => {
    const factors = weekdayFactors(weeks(6, [10, 10, 10, 10, 10, 3, 3]), 0);
    expect(factors[0]).toBeCloseTo(1.25, 6);
    expect(factors[6]).toBeCloseTo(0.375, 6);
  });

  it('start at the weekday they are told', () => {
    const factors = weekdayFactors(weeks(6, [3, 10, 10, 10, 10, 10, 3]), 6);
    expect([factors[5], factors[6]].map((factor) => factor && factor < 0.5)).toEqual([true, true]);
  });

  it('see little rhythm in noise', () => {
    const random = seededRandom(5);
    const noise = Array.from({ length: 70 }, () => Math.exp(0.3 * random.normal()));
    for (const factor of weekdayFactors(noise, 0)) expect(Math.abs(factor - 1)).toBeLessThan(0.2);
  });

  it('are all 1 with less than two weeks', () => {
    expect(weekdayFactors([1, 9, 1, 9, 1, 9, 1, 9], 0)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('have mean 1 and are above zero, whatever the series is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { minLength: 14, maxLength: 70 }),
        fc.integer({ min: 0, max: 6 }),
        (values, first) => {
          const factors = weekdayFactors(values, first);
          expect(Math.min(...factors)).toBeGreaterThan(0);
          expect(factors.reduce((total, factor) => total + factor, 0)).toBeCloseTo(7, 6);
        },
      ),
    );
  });
});

describe('denseBefore', () => {
  it('fills silent days, cuts the time before the first spend and knows the weekday', () => {
    const days = [
      { day: aDay('2026-11-05'), cost: picoUsd(7n) },
      { day: aDay('2026-11-03'), cost: picoUsd(5n) },
      { day: aDay('2026-11-01'), cost: ZERO_USD },
      { day: aDay('2026-11-07'), cost: picoUsd(9n) },
    ];
    expect(denseBefore(days, aDay('2026-11-07'), 30)).toEqual({
      first: '2026-11-03',
      firstWeekday: 1,
      values: [5, 0, 7, 0],
    });
    expect(weekdayOf(aDay('2026-11-21'))).toBe(5);
  });

  it('is empty without spend', () => {
    expect(denseBefore([], aDay('2026-11-07'), 30).values).toEqual([]);
  });
});
