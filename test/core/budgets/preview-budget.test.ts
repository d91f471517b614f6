import { describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import type { DaySpend } from '../../../core/budgets/budget-ports.ts';
import { previewAnswer, previewBudget } from '../../../core/budgets/preview-budget.ts';
import { valuesToCheck } from '../../../core/budgets/value-spend.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { budgetOf, NO_STAGE_BUDGETS } from '../../../testing/gate.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const usd = parseUsd;

const spend = (day: string, dollars: string): DaySpend => ({
  day: aDay(day),
  cost: usd(dollars),
  events: 1,
  unpriced: 0,
});

describe('a preview', () => {
  const NONE = memorySpend([], { now: NOW });
  const preview = async (more: BudgetInput, days: readonly DaySpend[], count = 10, context = NONE) => {
    const asked: unknown[] = [];
    const budget = budgetOf('b', { limitUsd: '10', ...more });
    const found = await previewBudget(
      budget,
      new BudgetBook({ version: 1n, budgets: [], form: undefined, revenue: new Map() }, NO_STAGE_BUDGETS),
      NOW,
      count,
      {
        timeZone: 'UTC',
        totals: context.totals,
        spend: {
          read: (queries) => {
            asked.push(...queries.map(({ value, from, to }) => `${value.id} ${from} ${to}`));
            return Promise.resolve(queries.map(() => [...days]));
          },
        },
      },
    );
    const firings = found.firings.map(
      ({ value, period, threshold, day, spent }) =>
        `${value.id} ${period} ${threshold.severity} ${day} ${spent / usd('1')}`,
    );
    return { ...found, texts: firings, asked };
  };
  const ONE = { thresholds: [{ percent: '100' }] };

  it('says on which day of each period a threshold would have been reached, whatever came in which order', async () => {
    const days = [
      spend('2026-11-18', '6'),
      spend('2026-11-17', '4'),
      spend('2026-11-16', '9'),
      spend('2026-11-09', '20'),
    ];
    const { texts, from, to, asked, values } = await preview({ period: 'weekly' }, days, 12);
    expect([from, to, values]).toEqual(['2026-11-09', '2026-11-20', 1]);
    expect(asked).toEqual(['* 2026-11-09 2026-11-20'.replace('*', ORGANISATION.id)]);
    expect(texts).toEqual([
      `${ORGANISATION.id} 2026-W46 warning 2026-11-09 20`,
      `${ORGANISATION.id} 2026-W46 critical 2026-11-09 20`,
      `${ORGANISATION.id} 2026-W46 emergency 2026-11-09 20`,
      `${ORGANISATION.id} 2026-W47 warning 2026-11-16 9`,
      `${ORGANISATION.id} 2026-W47 critical 2026-11-17 13`,
      `${ORGANISATION.id} 2026-W47 emergency 2026-11-18 19`,
    ]);
  });

  it('looks at the whole first period, and lists what fired since the first day that is asked for', async () => {
    const days = [spend('2026-11-16', '9'), spend('2026-11-17', '4'), spend('2026-11-18', '6')];
    const { texts, asked, from } = await preview({ period: 'weekly' }, days, 4);
    expect([from, asked]).toEqual(['2026-11-17', [`${ORGANISATION.id} 2026-11-16 2026-11-20`]]);
    expect(texts.map((text) => text.split(' ')[3])).toEqual(['2026-11-17', '2026-11-18']);
  });

  it('counts all parts of a day, reaches a limit exactly, and never with nothing', async () => {
    const parts = [
      spend('2026-11-18', '6'),
      spend('2026-11-18', '4'),
      spend('2026-11-18', '3'),
      spend('2026-11-19', '9.99'),
    ];
    expect((await preview(ONE, parts)).texts).toEqual([
      `${ORGANISATION.id} 2026-11-18 critical 2026-11-18 13`,
    ]);
    const zero = { ...ONE, limitUsd: '0' };
    const cent = [spend('2026-11-18', '0'), spend('2026-11-19', '0.01')];
    expect((await preview(zero, cent)).texts).toEqual([
      `${ORGANISATION.id} 2026-11-19 emergency 2026-11-19 0`,
    ]);
    const exact = [spend('2026-11-18', '10')];
    expect((await preview(ONE, exact)).texts).toHaveLength(1);
  });

  it('takes every value that spent, and lifetimes from their beginning', async () => {
    const context = memorySpend(
      [
        entryAt('2026-11-18T10:00:00Z', { cost: usd('12'), userId: 'a' }),
        entryAt('2026-11-19T10:00:00Z', { cost: usd('3'), userId: 'b' }),
        entryAt('2026-11-01T10:00:00Z', { cost: usd('30'), userId: 'c' }),
      ],
      { now: NOW },
    );
    const each = { ...ONE, scope: { kind: 'user', id: '*' } } as const;
    const daily = await preview(each, [], 10, context);
    expect([daily.values, daily.texts, daily.asked]).toEqual([
      2,
      ['a 2026-11-18 critical 2026-11-18 12'],
      [],
    ]);
    const life = await preview(
      { ...each, period: 'lifetime' },
      [spend('2026-10-01', '9'), spend('2026-11-19', '1')],
      10,
      context,
    );
    expect([life.values, life.asked]).toEqual([2, ['a undefined 2026-11-20', 'b undefined 2026-11-20']]);
    expect(life.texts).toEqual(['a lifetime critical 2026-11-19 10', 'b lifetime critical 2026-11-19 10']);
  });

  it('lists two hundred and counts the rest', async () => {
    const { firings, ...rest } = await preview(ONE, [spend('2026-11-18', '10')]);
    const many = Array.from({ length: 201 }, () => firings[0] as (typeof firings)[number]);
    const answer = previewAnswer({ ...rest, firings: many });
    expect([answer.count, answer.firings.length]).toEqual([201, 200]);
    expect(answer.firings[0]).toEqual({
      scope: { kind: 'organisation', id: ORGANISATION.id },
      period: '2026-11-18',
      threshold: '100%',
      severity: 'critical',
      day: '2026-11-18',
      spentUsd: '10',
      limitUsd: '10',
    });
  });
});

describe('budgets that a check looks at', () => {
  it('are those that are on, each with its own value or those that spent since yesterday', async () => {
    const context = memorySpend(
      [
        entryAt('2026-11-18T23:59:59Z', { userId: 'long ago' }),
        entryAt('2026-11-19T00:00:00Z', { userId: 'yesterday' }),
        entryAt('2026-11-20T10:00:00Z', { userId: 'today' }),
        entryAt('2026-11-21T23:00:00Z', { userId: 'tomorrow' }),
        entryAt('2026-11-22T00:00:00Z', { userId: 'later' }),
      ],
      { now: NOW },
    );
    const each = { scope: { kind: 'user', id: '*' } } as const;
    const budgets = [
      budgetOf('each', each),
      budgetOf('more', each),
      budgetOf('one', { scope: { kind: 'user', id: 'u' } }),
      budgetOf('off', { enabled: false }),
    ];
    const book = new BudgetBook(
      { version: 1n, budgets, form: undefined, revenue: new Map() },
      NO_STAGE_BUDGETS,
    );
    let reads = 0;
    const totals = {
      ...context.totals,
      users: (...asked: Parameters<typeof context.totals.users>) => {
        reads++;
        return context.totals.users(...asked);
      },
    };
    const found = await valuesToCheck(book, NOW, { states: { timeZone: 'UTC' }, totals });
    const values = ['yesterday', 'today', 'tomorrow'];
    expect(found.map(({ budget, value }) => `${budget.id} ${value.id}`)).toEqual([
      ...values.map((id) => `each ${id}`),
      ...values.map((id) => `more ${id}`),
      'one u',
    ]);
    expect(reads).toBe(1);
  });
});
