import { describe, expect, it } from 'vitest';
import { type Alert, alertId, freshDeliveries } from '../../../core/alerts/alert.ts';
import { crossingsOf, thresholdsOf, togetherText } from '../../../core/alerts/alert-crossing.ts';
import { parseUsd } from '../../../core/money/decimal.ts';

type Case = readonly [
  user: string,
  threshold: string,
  basis: Alert['key']['basis'],
  severity: Alert['severity'],
];

const alertOf = ([id, threshold, basis, severity]: Case): Alert => {
  const key = {
    budgetId: 'b',
    value: { kind: 'user', id } as const,
    period: '2026-11',
    threshold,
    basis,
    arm: 1,
  };
  const reached = parseUsd(basis === 'actual' ? '420' : '640');
  return {
    id: alertId(key),
    kind: 'budget',
    key,
    budgetName: 'A user',
    severity,
    spent: parseUsd('420'),
    reached,
    limit: parseUsd('400'),
    createdAt: 0,
    deliveries: freshDeliveries(['email'], 0),
  };
};

describe('crossings', () => {
  it('are led by the worst, and each by what was spent', () => {
    const crossings = crossingsOf(
      (
        [
          ['a', '80%', 'actual', 'warning'],
          ['b', '80%', 'actual', 'warning'],
          ['b', '150%', 'projected', 'emergency'],
          ['b', '100%', 'actual', 'critical'],
        ] as const
      ).map(alertOf),
    );
    expect(crossings.map((together) => [together[0].key.value.id, thresholdsOf(together)])).toEqual([
      ['b', '100%, 80%, 150% (projected)'],
      ['a', '80%'],
    ]);
  });

  it('name thresholds from the highest down, whatever order their budget has', () => {
    const [together] = crossingsOf(
      (
        [
          ['a', '50%', 'actual', 'warning'],
          ['a', '$390', 'actual', 'warning'],
          ['a', '100%', 'actual', 'warning'],
          ['a', '9%', 'actual', 'critical'],
          ['a', '80%', 'actual', 'warning'],
          ['a', '110%', 'projected', 'warning'],
          ['a', '120%', 'projected', 'warning'],
        ] as const
      ).map(alertOf),
    );
    expect(together.slice(0, 2).map(({ key }) => key.threshold)).toEqual(['9%', '100%']);
    expect(thresholdsOf(together)).toBe('100%, $390, 80%, 50%, 9%, 120% (projected), 110% (projected)');
    expect(togetherText(together)).toContain('5 thresholds were reached at once: 100%, $390, 80%, 50%, 9%.');
  });

  it.each([
    [[['a', '80%', 'actual', 'warning']], ''],
    [[['a', '80%', 'projected', 'warning']], ''],
    [
      [
        ['a', '80%', 'actual', 'warning'],
        ['a', '100%', 'projected', 'critical'],
      ],
      ' The projection for the end is 640.00 USD, at or above 100%.',
    ],
    [
      [
        ['a', '80%', 'projected', 'warning'],
        ['a', '100%', 'projected', 'critical'],
      ],
      ' 2 thresholds are projected to be reached: 100%, 80%.',
    ],
  ] as const)('of %o say beside the first "%s"', (cases, text) => {
    const [together] = crossingsOf(cases.map(alertOf));
    expect(togetherText(together)).toBe(text);
  });
});
