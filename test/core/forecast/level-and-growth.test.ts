import { describe, expect, it } from 'vitest';
import { dailyGrowth, recentMean, withoutSpikes } from '../../../core/forecast/level-and-growth.ts';

const weeks = (count: number, week: readonly number[]) => Array.from({ length: count }, () => week).flat();

describe('level and growth', () => {
  it('know two percent a day', () => {
    expect(dailyGrowth(Array.from({ length: 56 }, (_, i) => 1.02 ** i))).toBeCloseTo(Math.log(1.02), 6);
  });

  it('see no growth in less than four weeks or where a week spent nothing', () => {
    expect(dailyGrowth(weeks(3, [1, 2, 3, 4, 5, 6, 7]))).toBe(0);
    expect(dailyGrowth([...weeks(3, [1, 1, 1, 1, 1, 1, 1]), ...weeks(2, [0, 0, 0, 0, 0, 0, 0])])).toBe(0);
  });

  it('weigh the newest days most and cut spikes', () => {
    expect(recentMean([0, 0, 0, 1], 1)).toBeCloseTo(8 / 15, 12);
    expect(withoutSpikes([1, 2, 3, 2, 1, 500]).slice(0, 5)).toEqual([1, 2, 3, 2, 1]);
    expect(Math.max(...withoutSpikes([1, 2, 3, 2, 1, 500]))).toBeLessThan(12);
  });
});
