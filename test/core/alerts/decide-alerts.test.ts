import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../core/alerts/alert.ts';
import { decideAlerts } from '../../../core/alerts/decide-alerts.ts';
import { periodAt } from '../../../core/budgets/budget-period.ts';
import type { BudgetState } from '../../../core/budgets/budget-state.ts';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { readBudget } from '../../../core/budgets/parse-budget.ts';
import { parseUsd, ZERO_USD } from '../../../core/money/decimal.ts';

const AT = Date.parse('2026-11-20T12:00:00Z');
const RULES = { timeZone: 'UTC', trackedTags: [] };

function state(spent: string, more: { limit?: string; projected?: string } = {}): BudgetState {
  const { limit = '100', projected } = more;
  const budget = readBudget(
    { scope: { kind: 'organisation' }, period: 'monthly', limitUsd: limit },
    { id: 'b', source: 'stored' },
    RULES,
  );
  return {
    budget,
    value: { kind: 'organisation', id: '-' },
    period: periodAt('monthly', AT, 'UTC'),
    limit: parseUsd(limit),
    spent: parseUsd(spent),
    held: ZERO_USD,
    projected: projected === undefined ? undefined : parseUsd(projected),
    percent: 0n,
    severity: 'ok',
    unpricedEvents: 0,
    gate: 'allow',
  };
}

function names(alerts: readonly Alert[]): string[] {
  return alerts.map(({ key }) => `${key.threshold} ${key.basis} ${key.arm}`);
}

/** Thresholds with the channels that each alert goes over. */
function channels(alerts: readonly Alert[]): string[] {
  return alerts.map(({ key, deliveries }) => `${key.threshold} ${[...deliveries.keys()].join(' ')}`);
}

/** A state of a budget that mails, with such thresholds. */
function withEmail(spent: string, thresholds: BudgetInput['thresholds'], limit = '100'): BudgetState {
  const input = { scope: { kind: 'organisation' }, period: 'monthly', limitUsd: limit } as const;
  const ids = { id: 'b', source: 'stored' } as const;
  const budget = readBudget({ ...input, thresholds, channels: ['email'] }, ids, RULES);
  return { ...state(spent, { limit }), budget };
}

describe('decideAlerts', () => {
  it('raises every threshold that is reached, lowest first, and none below', () => {
    expect(names(decideAlerts(state('79.999999999999'), [], AT).raise)).toEqual([]);
    expect(names(decideAlerts(state('80'), [], AT).raise)).toEqual(['80% actual 1']);
    expect(names(decideAlerts(state('150'), [], AT).raise)).toEqual([
      '80% actual 1',
      '100% actual 1',
      '150% actual 1',
    ]);
  });

  it('raises nothing for a limit of zero without spend against it', () => {
    expect(decideAlerts(state('0', { limit: '0' }), [], AT).raise).toEqual([]);
  });

  it('leaves an open alert alone, resolves it when spend goes back, and arms it anew', () => {
    const { raise } = decideAlerts(state('85'), [], AT);
    expect(decideAlerts(state('90'), raise, AT)).toEqual({ raise: [], resolve: [] });
    expect(names(decideAlerts(state('70'), raise, AT).resolve)).toEqual(['80% actual 1']);
    const resolved = raise.map((alert) => ({ ...alert, resolvedAt: AT }));
    expect(decideAlerts(state('70'), resolved, AT)).toEqual({ raise: [], resolve: [] });
    expect(names(decideAlerts(state('85'), resolved, AT).raise)).toEqual(['80% actual 2']);
  });

  it('mails a later threshold, and none again that a mail of the crossing told of', () => {
    const at80 = { percent: 80, severity: 'warning' } as const;
    const at100 = { percent: 100, severity: 'critical' } as const;
    const told = decideAlerts(withEmail('96', [at80]), [], AT).raise;
    expect(channels(told)).toEqual(['80% event email']);
    expect(channels(decideAlerts(withEmail('100', [at80, at100]), told, AT).raise)).toEqual([
      '100% event email',
    ]);
    const added = [
      at80,
      { percent: 90, severity: 'warning' } as const,
      { percent: 95, severity: 'emergency' } as const,
    ];
    expect(channels(decideAlerts(withEmail('96', added), told, AT).raise)).toEqual([
      '90% event',
      '95% event email',
    ]);
    // Of another limit the mail said something else.
    expect(channels(decideAlerts(withEmail('96', added, '101'), told, AT).raise)).toEqual([
      '90% event email',
      '95% event email',
    ]);
  });

  it('keeps how many events without a price the amounts are too low by', () => {
    const { raise } = decideAlerts({ ...state('85', { projected: '120' }), unpricedEvents: 2 }, [], AT);
    expect(raise.map(({ unpriced }) => unpriced)).toEqual([2, 2]);
  });

  it('tells a projection once for each limit, only where the spend has not got there', () => {
    const { raise } = decideAlerts(state('85', { projected: '120' }), [], AT);
    expect(names(raise)).toEqual(['80% actual 1', '100% projected 1']);
    const resolved = raise.map((alert) => ({ ...alert, resolvedAt: AT }));
    expect(names(decideAlerts(state('85', { projected: '120' }), resolved, AT).raise)).toEqual([
      '80% actual 2',
    ]);
    const raised = decideAlerts(state('85', { projected: '170', limit: '110' }), resolved, AT).raise;
    expect(names(raised)).toEqual(['150% projected 1']);
  });

  it('does not resolve a projection that was not made', () => {
    const open = decideAlerts(state('10', { projected: '120' }), [], AT).raise;
    expect(decideAlerts(state('10'), open, AT).resolve).toEqual([]);
    expect(names(decideAlerts(state('10', { projected: '20' }), open, AT).resolve)).toHaveLength(1);
  });

  it('tells of one projection before the first threshold, and then never of more than of reached ones', () => {
    const early = decideAlerts(state('20', { projected: '160' }), [], AT).raise;
    expect(names(early)).toEqual(['150% projected 1']);
    expect(names(decideAlerts(state('82', { projected: '170' }), [], AT).raise)).toEqual([
      '80% actual 1',
      '150% projected 1',
    ]);
    const later = decideAlerts(state('20', { projected: '110' }), [], AT).raise;
    expect(names(later)).toEqual(['100% projected 1']);
    expect(decideAlerts(state('30', { projected: '160' }), later, AT).raise).toEqual([]);
    const first = decideAlerts(state('85', { projected: '160' }), later, AT).raise;
    expect(names(first)).toEqual(['80% actual 1']);
    const both = [...later, ...first];
    expect(names(decideAlerts(state('101', { projected: '160' }), both, AT).raise)).toEqual([
      '100% actual 1',
      '150% projected 1',
    ]);
  });

  it('tells of no projection where the budget does not want it, and resolves those that are open', () => {
    const now = state('85', { projected: '160' });
    const off = { ...now, budget: { ...now.budget, projectedAlerts: false } };
    expect(names(decideAlerts(off, [], AT).raise)).toEqual(['80% actual 1']);
    const { raise } = decideAlerts(now, [], AT);
    expect(names(decideAlerts(off, raise, AT).resolve)).toEqual(['150% projected 1']);
  });
});
