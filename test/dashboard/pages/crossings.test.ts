import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../dashboard/src/api/types.ts';
import { alertCauseHref } from '../../../dashboard/src/pages/budgets/alert-cause.ts';
import { crossingsOf, thresholdsOf } from '../../../dashboard/src/pages/budgets/crossings.ts';

function alert(id: string, user: string, threshold: string, more: Partial<Alert> = {}): Alert {
  return {
    id,
    kind: 'budget',
    budgetId: 'each',
    budgetName: 'Each user',
    scope: { kind: 'user', id: user },
    period: '2026-11',
    threshold,
    basis: 'actual',
    arm: 1,
    severity: 'warning',
    status: 'SENT',
    spentUsd: '9',
    reachedUsd: '9',
    limitUsd: '8',
    unpricedEvents: 0,
    deliveries: [],
    createdAt: '2026-11-20T12:00:00.000Z',
    correlationId: null,
    resolvedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    ...more,
  };
}

describe('alerts of one crossing', () => {
  it('are one row, named by the worst that is open', () => {
    const rows = crossingsOf([
      alert('a1', 'ada', '50%'),
      alert('a2', 'ada', '100%', { severity: 'emergency' }),
      alert('b1', 'bob', '100%', { severity: 'emergency', acknowledgedAt: '2026-11-20T13:00:00.000Z' }),
      alert('b2', 'bob', '50%'),
      alert('t1', 'ada', '', { kind: 'test' }),
    ]);
    expect(rows.map(({ worst, alerts }) => [worst.id, alerts.length])).toEqual([
      ['a2', 2],
      ['b2', 2],
      ['t1', 1],
    ]);
    expect(rows[1]?.waiting.map(({ id }) => id)).toEqual(['b2']);
  });

  it('name their thresholds as the mail does: the highest first, after them those that are only projected', () => {
    const [row] = crossingsOf([
      alert('a1', 'ada', '25%', { limitUsd: '50' }),
      alert('a2', 'ada', '600%', { limitUsd: '50', basis: 'projected', severity: 'critical' }),
      alert('a3', 'ada', '$20', { limitUsd: '50', severity: 'critical' }),
      alert('a4', 'ada', '50%', { limitUsd: '50' }),
    ]);
    expect(thresholdsOf(row?.alerts ?? [])).toEqual(['50%', '$20', '25%', '600% (projected)']);
    expect(thresholdsOf([alert('t', 'ada', '', { kind: 'test' })])).toEqual([]);
    expect(thresholdsOf([alert('k', 'ada', '30 days left', { kind: 'keys' })])).toEqual(['30 days left']);
  });
});

describe('the cause of an alert', () => {
  it('is whose it is, in the days up to when it was raised', () => {
    expect(alertCauseHref(alert('a', 'a/b?', '50%'))).toBe(
      '/explore?from=2026-11-01&to=2026-11-20&user=a%2Fb%3F&by=model',
    );
  });

  it('is shown by the hour for a day', () => {
    const scope = { kind: 'group', type: 'podcast', id: 'p' } as const;
    expect(alertCauseHref(alert('a', '', '50%', { scope, period: '2026-11-20' }))).toBe(
      '/explore?from=2026-11-20&to=2026-11-20&group=podcast%2Fp&by=resource&interval=hour',
    );
  });

  it('of a month that is over ends with the month', () => {
    const past = alert('a', 'ada', '50%', { period: '2026-02' });
    expect(alertCauseHref(past)).toContain('from=2026-02-01&to=2026-02-28');
  });
});
