import { describe, expect, it } from 'vitest';
import {
  gateAmount,
  percentOfLimit,
  reachedThresholds,
  severityOf,
  thresholdName,
} from '../../../core/budgets/budget.ts';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import { elapsedShare, periodAt, periodKindOf } from '../../../core/budgets/budget-period.ts';
import { gateOf } from '../../../core/budgets/budget-state.ts';
import { formatDecimal, parseUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { budgetOf } from '../../../testing/gate.ts';

const usd = parseUsd;

describe('a period', () => {
  it.each([
    ['daily', '2026-11-20T12:00:00Z', 'UTC', '2026-11-20', '2026-11-21T00:00:00.000Z'],
    ['weekly', '2026-11-22T23:59:59Z', 'UTC', '2026-W47', '2026-11-23T00:00:00.000Z'],
    ['weekly', '2027-01-03T12:00:00Z', 'UTC', '2026-W53', '2027-01-04T00:00:00.000Z'],
    ['monthly', '2026-12-31T23:30:00Z', 'UTC', '2026-12', '2027-01-01T00:00:00.000Z'],
    ['monthly', '2026-12-31T23:30:00Z', 'Europe/Berlin', '2027-01', '2027-01-31T23:00:00.000Z'],
    ['daily', '2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-29', '2026-03-29T22:00:00.000Z'],
  ] as const)('%s at %s in %s is %s', (kind, at, zone, key, endsAt) => {
    const period = periodAt(kind, Date.parse(at), zone);
    expect(period.key).toBe(key);
    expect(new Date(period.endsAt ?? 0).toISOString()).toBe(endsAt);
    expect(periodKindOf(key)).toBe(kind);
  });

  it('of a lifetime never ends', () => {
    expect(periodAt('lifetime', 0, 'UTC')).toMatchObject({
      key: 'lifetime',
      from: undefined,
      endsAt: undefined,
    });
    expect(elapsedShare(periodAt('lifetime', 0, 'UTC'), 5, 'UTC')).toBeUndefined();
  });

  it.each([
    '2026-13',
    '2026-00',
    '2026-02-30',
    '2025-W53',
    '2026-W54',
    '2026-W00',
    '2026',
    '26-11',
    'November',
  ])('is not %s', (key) => {
    expect(periodKindOf(key)).toBeUndefined();
  });
});

describe('a budget', () => {
  const limit = usd('10');

  it('has reached 80, 100 and 150 percent where nothing else is said', () => {
    const budget = budgetOf('b', { limitUsd: '10' });
    const at = (amount: string) => severityOf(budget, usd(amount), limit);
    expect([at('0'), at('7.99'), at('8'), at('10'), at('15')]).toEqual([
      'ok',
      'ok',
      'warning',
      'critical',
      'emergency',
    ]);
  });

  it.each([
    ['149.999999', '100', '149.9999'],
    ['149.99999999', '100', '149.9999'],
    ['150', '100', '150'],
    ['0.000001', '0', '100'],
    ['0', '0', '0'],
  ])('tells no threshold before it is reached: %s of %s is %s percent', (spent, limit, percent) => {
    expect(formatDecimal(percentOfLimit(usd(spent), usd(limit)))).toBe(percent);
  });

  it('takes any list of thresholds, in percent or in USD, and guesses the severity from the limit', () => {
    const budget = budgetOf('b', {
      limitUsd: '10',
      thresholds: [{ usd: '16' }, { percent: '12.5' }, { usd: 10 }, { usd: 1, severity: 'critical' }],
    });
    const reached = reachedThresholds(budget, usd('16'), limit);
    expect(reached.map((one) => [thresholdName(one), one.severity])).toEqual([
      ['$1', 'critical'],
      ['12.5%', 'warning'],
      ['$10', 'critical'],
      ['$16', 'emergency'],
    ]);
  });

  it('denies at its limit by default, and where a threshold says so', () => {
    expect(gateAmount(budgetOf('b'), 'deny', limit)).toBe(limit);
    const alert = budgetOf('b', { enforcement: 'alert', thresholds: [{ percent: 150, gate: 'deny' }] });
    expect(gateAmount(alert, 'deny', limit)).toBe(usd('15'));
    expect(gateAmount(alert, 'degrade', limit)).toBeUndefined();
  });

  it('keeps the gate it was turned to, until it is lifted', () => {
    const budget = budgetOf('b', { enforcement: 'alert' });
    const action = { at: 0, by: 'check' } as const;
    expect(gateOf(budget, ZERO_USD, limit, {})).toBe('allow');
    expect(gateOf(budget, ZERO_USD, limit, { action: { ...action, gate: 'deny' } })).toBe('deny');
    const denying = budgetOf('b');
    expect(gateOf(denying, limit, limit, {})).toBe('deny');
    expect(gateOf(denying, limit, limit, { action: { ...action, gate: 'lifted' } })).toBe('allow');
  });

  it('that follows revenue takes the last that was posted for its kind of period', () => {
    const revenue = new Map([
      ['2026-09', usd('100')],
      ['2026-10', usd('300')],
      ['2026-W40', usd('7')],
    ]);
    const stored = { version: 1n, budgets: [], form: undefined, revenue };
    const book = new BudgetBook(stored, { budgets: [], form: {} });
    const budget = budgetOf('b', { period: 'monthly', limitShareOfRevenue: '0.1' });
    expect(book.limitOf(budget, '2026-09')).toBe(usd('10'));
    expect(book.limitOf(budget, '2026-11')).toBe(usd('30'));
    expect(book.limitOf(budget, '2026-08')).toBe(0n);
  });
});
