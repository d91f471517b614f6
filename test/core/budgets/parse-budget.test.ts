import { describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { budgetAnswer, inputOf, readBudget } from '../../../core/budgets/parse-budget.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { budgetOf } from '../../../testing/gate.ts';

const RULES = { timeZone: 'UTC', trackedTags: ['tier'] };
const usd = parseUsd;

/** What an input is refused for. */
function refusal(input: BudgetInput, rules: Parameters<typeof readBudget>[2] = RULES): string | undefined {
  try {
    readBudget(
      { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5', ...input },
      { id: 'b', source: 'stored' },
      rules,
    );
    return undefined;
  } catch (error) {
    return (error as InvalidInputError).fields.map(({ field, message }) => `${field} ${message}`).join();
  }
}

const severities = (more: BudgetInput) => budgetOf('b', more).thresholds.map(({ severity }) => severity);

describe('a budget that is written', () => {
  it.each([
    [{ timeZone: 'Europe/Berlin' }, /^timeZone the ledger's days are UTC days/],
    [{ timeZone: 'UTC' }, undefined],
    [{ scope: undefined }, /^scope is needed/],
    [{ period: undefined }, /^period is needed/],
    [{ limitUsd: undefined }, /^limitUsd is needed/],
    [{ limitShareOfRevenue: '0.2' }, /^limitUsd give limitUsd or limitShareOfRevenue, not both/],
    [{ scope: { kind: 'resource', id: '*' } }, /^scope.type is needed for a resource/],
    [{ scope: { kind: 'user', type: 'x', id: '*' } }, /^scope.type a user has no type/],
    [{ scope: { kind: 'user' } }, /^scope.id is needed: the user's id/],
    [{ scope: { kind: 'tag', type: 'niche', id: '*' } }, /^scope.type only tracked tags .*\(tier\)/],
    [{ scope: { kind: 'tag', type: 'tier', id: '*' } }, undefined],
    [{ scope: { kind: 'service', id: 'cooking' } }, /^scope.id must be "\*" or one of/],
    [{ scope: { kind: 'service', id: '*' } }, undefined],
    [{ scope: { kind: 'service', id: 'llm' } }, undefined],
  ] as readonly [BudgetInput, RegExp | undefined][])('%j is taken, or refused for %s', (input, reason) => {
    const said = refusal(input);
    expect(said ?? '').toMatch(reason ?? /^$/);
  });

  it('is refused for all that is wrong with it at once', () => {
    const said = refusal({ scope: { kind: 'user' }, period: undefined, limitUsd: undefined }) ?? '';
    expect(said.match(/scope\.id is|period is|limitUsd is/g)).toEqual([
      'scope.id is',
      'period is',
      'limitUsd is',
    ]);
  });

  it('names the tags that could be budgeted, also where there is none', () => {
    const scope = { kind: 'tag', type: 'niche', id: '*' } as const;
    expect(refusal({ scope }, { timeZone: 'UTC', trackedTags: [] })).toMatch(/\(none so far\)/);
    expect(refusal({ scope }, { timeZone: 'UTC', trackedTags: ['a', 'b'] })).toMatch(/\(a, b\)/);
  });

  it.each([
    [{}, 'Organisation, daily'],
    [{ scope: { kind: 'user', id: '*' } }, 'Each user, daily'],
    [{ scope: { kind: 'user', id: 'u1' }, period: 'weekly' }, 'user u1, weekly'],
    [{ scope: { kind: 'tag', type: 'tier', id: '*' } }, 'Each tag tier, daily'],
    [{ scope: { kind: 'resource', type: 'episode', id: 'e' } }, 'resource episode e, daily'],
  ] as readonly [BudgetInput, string][])('%j is called %s', (input, name) => {
    expect(budgetOf('b', input).name).toBe(name);
  });

  it('has a severity by where its thresholds are: at the limit, and at half as much again', () => {
    const at = [{ percent: '99.99' }, { percent: '100' }, { percent: '149.99' }, { percent: '150' }];
    const expected = ['warning', 'critical', 'critical', 'emergency'];
    expect(severities({ limitUsd: '10', thresholds: at })).toEqual(expected);
    expect(severities({ limitShareOfRevenue: '0.2', thresholds: at })).toEqual(expected);
    const amounts = [{ usd: '9.99' }, { usd: '10' }, { usd: '14.99' }, { usd: '15' }];
    expect(severities({ limitUsd: '10', thresholds: amounts })).toEqual(expected);
    // An amount beside a share of revenue that is not known yet.
    expect(severities({ limitShareOfRevenue: '0.2', thresholds: amounts })).toEqual(
      amounts.map(() => 'warning'),
    );
  });

  it('mails where the stage can, estimates what has no price, and alerts by projection unless told not to', () => {
    const written = readBudget(
      { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5' },
      { id: 'b', source: 'stored' },
      { ...RULES, mails: false },
    );
    expect(written.channels).toEqual([]);
    expect(budgetOf('b')).toMatchObject({
      channels: ['email'],
      projectedAlerts: true,
      enabled: true,
      unpricedEstimate: undefined,
    });
    const other = budgetOf('b', { unpricedEstimateUsd: '0.5', projectedAlerts: false, enabled: false });
    expect(other).toMatchObject({ unpricedEstimate: usd('0.5'), projectedAlerts: false, enabled: false });
  });

  it('is answered as it was written, with what is not said left out', () => {
    const thresholds = [{ percent: '80', gate: 'degrade' }, { usd: '2' }] as const;
    const budget = budgetOf('b', {
      thresholds: [...thresholds],
      unpricedEstimateUsd: '0.5',
      projectedAlerts: false,
    });
    const answer = budgetAnswer(budget);
    expect(answer).toMatchObject({
      limitUsd: '5',
      thresholds: [
        { percent: 80, severity: 'warning', gate: 'degrade' },
        { usd: '2', severity: 'warning' },
      ],
      unpricedEstimateUsd: '0.5',
      projectedAlerts: false,
    });
    expect(answer.thresholds[1]).not.toHaveProperty('gate');
    for (const name of ['createdAt', 'createdBy', 'updatedAt', 'updatedBy'])
      expect(answer).not.toHaveProperty(name);
    const bare = budgetAnswer({
      ...budgetOf('b'),
      projectedAlerts: undefined,
      createdAt: 0,
      createdBy: 'ann',
      updatedAt: 1000,
      updatedBy: 'bob',
    });
    expect(bare).toMatchObject({
      projectedAlerts: true,
      createdAt: '1970-01-01T00:00:00.000Z',
      createdBy: 'ann',
      updatedAt: '1970-01-01T00:00:01.000Z',
      updatedBy: 'bob',
    });
    expect(bare).not.toHaveProperty('unpricedEstimateUsd');
  });

  it('keeps one form of its limit, and follows with its name, when it is changed', () => {
    const fixed = budgetOf('b');
    expect(inputOf(fixed, { limitShareOfRevenue: '0.2' })).not.toHaveProperty('limitUsd');
    expect(inputOf(fixed, { limitUsd: '7' })).toMatchObject({ limitUsd: '7' });
    expect(inputOf(fixed)).toMatchObject({ limitUsd: '5' });
    const share = budgetOf('b', { limitShareOfRevenue: '0.2' });
    expect(inputOf(share, { limitUsd: '7' })).not.toHaveProperty('limitShareOfRevenue');
    expect(inputOf(share, { enabled: false })).toMatchObject({ limitShareOfRevenue: '0.2' });
    expect(inputOf(fixed)).not.toHaveProperty('name');
    expect(inputOf(budgetOf('b', { name: 'Mine' }))).toMatchObject({ name: 'Mine' });
  });
});
