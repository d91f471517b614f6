import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picoUsd, plus, sumUsd } from '../../../core/money/decimal.ts';
import type { Projection } from '../../../core/forecast/project-month-end.ts';
import { shareProjection } from '../../../core/forecast/share-projection.ts';
import { aMonth } from '../../../testing/dates.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { usd } from '../../../testing/spend-patterns.ts';

function projection(spent: bigint, rest: bigint): Projection {
  const base = picoUsd(spent);
  return {
    period: aMonth('2026-11'),
    spent: base,
    projected: plus(base, picoUsd(rest)),
    low: plus(base, picoUsd(rest / 2n)),
    high: plus(base, picoUsd(rest * 2n)),
    unpriced: 0,
    method: 'weekday-mean',
    backtestError: undefined,
    historyDays: 20,
  };
}

describe('shareProjection', () => {
  it('takes the rest of the whole and what parts say of its shares', () => {
    const whole = projection(usd(30), usd(30));
    const shared = shareProjection(whole, [projection(usd(20), usd(10)), projection(usd(10), usd(50))]);
    expect(shared.map(({ projected }) => projected)).toEqual([usd(25), usd(35)]);
    expect(shared.map(({ low }) => low)).toEqual([usd(22.5), usd(22.5)]);
    expect(shared.map(({ adjustedBy }) => adjustedBy)).toEqual(['0.5', '0.5']);
  });

  it('shares by what was spent where no part has a rest, and equally where none spent', () => {
    const whole = projection(usd(4), usd(8));
    const bySpend = shareProjection(whole, [projection(usd(3), 0n), projection(usd(1), 0n)]);
    expect(bySpend.map(({ projected, adjustedBy }) => [projected, adjustedBy])).toEqual([
      [usd(9), null],
      [usd(3), null],
    ]);
    const equally = shareProjection(projection(0n, usd(8)), [projection(0n, 0n), projection(0n, 0n)]);
    expect(equally.map(({ projected }) => projected)).toEqual([usd(4), usd(4)]);
    expect(shareProjection(projection(0n, 0n), [])).toEqual([]);
  });

  it('adds up to the last digit, in order of the bounds, whatever the parts say', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const parts = fc.array(fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 18n }), amount), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(parts, amount, (list, rest) => {
        const own = list.map(([spent, one]) => projection(spent, one));
        const whole = projection(
          own.reduce((sum, { spent }) => sum + spent, 0n),
          rest,
        );
        const shared = shareProjection(whole, own);
        expect(sumUsd(shared.map(({ projected }) => projected))).toBe(whole.projected);
        for (const { spent, low, projected, high } of shared) {
          expect(spent <= low && low <= projected && projected <= high).toBe(true);
        }
      }),
      propertyRuns(100),
    );
  });
});
