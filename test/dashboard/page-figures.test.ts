import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { addBudgets, recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import {
  cellOf,
  countOf,
  firstShown,
  percentOf,
  saidOf,
  shownFigure,
  shownTable,
  spentOf,
} from './support/shown-table.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

interface Item {
  readonly key: string;
  readonly name?: string;
  readonly totalUsd: string;
  readonly events: number | null;
  readonly unpricedEvents: number | null;
  readonly share: string;
}

interface Breakdown {
  readonly items: readonly Item[];
  readonly totalUsd: string;
  readonly unpricedEvents: number | null;
  readonly scanned: boolean;
}

interface Trends {
  readonly points: readonly { totalUsd: string; events: number; unpricedEvents: number | null }[];
}

let system: System;
let page: Page;
/** The days of the example, as they were when the file began. */
let days: { readonly from: string; readonly to: string };

beforeAll(async () => {
  system = await takeSystem();
  const now = Date.now();
  await recordExample(system.call, now);
  await addBudgets(system.call);
  days = {
    from: new Date(now - 29 * 86_400_000).toISOString().slice(0, 10),
    to: new Date(now).toISOString().slice(0, 10),
  };
  await system.call('POST', '/revenue', { period: days.to.slice(0, 7), usd: '7', userId: 'user-1' });
  await system.call('POST', '/revenue', { period: days.to.slice(0, 7), usd: '0.000001', userId: 'user-2' });
  ({ page } = await visit(system.browser, system.dashboard));
});

afterAll(async () => {
  await system?.leave();
});

/** One question to the API that no page has asked. */
function ask<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  return system.call<T>('GET', `${path}?${new URLSearchParams(query).toString()}`);
}

async function show(path: string, query: Readonly<Record<string, string>> = {}): Promise<void> {
  await open(page, `${path}?${new URLSearchParams(query).toString()}`);
}

function sum(amounts: readonly string[]): string {
  return writeDecimal(amounts.reduce((total, usd) => total + (readDecimal(usd) ?? 0n), 0n));
}

/** Dimensions and what each is narrowed to; with totals, and where entries are added up. */
const QUESTIONS: readonly (readonly [by: string, narrowing: Readonly<Record<string, string>>])[] = [
  ['service', {}],
  ['provider', {}],
  ['model', {}],
  ['operation', {}],
  ['group', {}],
  ['user', {}],
  ['resource', {}],
  ['tag:tier', {}],
  ['operation', { model: 'gpt-4o' }],
  ['model', { user: 'user-1' }],
  ['resource', { group: 'podcast/pod-1' }],
  ['user', { resource: 'episode/ep-1' }],
  ['provider', { tag: 'tier:tier1' }],
  ['model', { outcome: 'failed' }],
  ['user', { status: 'unpriced' }],
];

/** `npm run prove -- dashboard` asks all of them. */
const ASKED = IN_PROOF ? QUESTIONS : QUESTIONS.filter((_, index) => index % 5 === 4);

describe('Explore shows what the API answers', () => {
  it.each(ASKED)('by %s of %j: names, amounts, shares, counts and sums', async (by, narrowing) => {
    await show('/explore', { ...days, by, ...narrowing });
    const answer = await ask<Breakdown>(`/breakdown/${encodeURIComponent(by)}`, {
      ...days,
      ...narrowing,
      limit: '200',
    });
    expect(answer.items.length).toBeGreaterThan(0);
    const { rows, foot } = await shownTable(page, `Spend by ${by}`);
    const heading = `${by.charAt(0).toUpperCase()}${by.slice(1)}`;
    const listed = firstShown(answer.items);
    expect(
      rows.map((row) => [
        saidOf(cellOf(row, 'Spent')),
        cellOf(row, 'Share').text,
        cellOf(row, 'Entries').text,
      ]),
    ).toEqual(
      listed.map(({ totalUsd, unpricedEvents, share, events }) => {
        const spent = spentOf(totalUsd, unpricedEvents);
        return [spent, spent.says === 'unpriced' ? '–' : percentOf(share, totalUsd), countOf(events)];
      }),
    );
    for (const [index, { key, name }] of listed.entries())
      expect(cellOf(rows[index], heading).text).toContain(name ?? key);
    const total = foot.at(-1);
    expect([cellOf(total, heading).text, saidOf(cellOf(total, 'Spent'))]).toEqual([
      'Total',
      spentOf(answer.totalUsd, answer.unpricedEvents),
    ]);
    expect(await page.getByText(/^Added up entry by entry/).count()).toBe(answer.scanned ? 1 : 0);

    const { points } = await ask<Trends>('/trends', { ...days, ...narrowing, interval: 'day' });
    const card = page.locator('.card').filter({ hasText: 'Over time' });
    await card.locator('canvas').waitFor();
    const unpriced = points.reduce((count, point) => count + (point.unpricedEvents ?? 0), 0);
    expect(saidOf(await shownFigure(card, 'Spent'))).toEqual(
      spentOf(sum(points.map(({ totalUsd }) => totalUsd)), unpriced),
    );
    const events = points.reduce((count, point) => count + point.events, 0);
    expect((await shownFigure(card, 'Entries')).text).toBe(countOf(events));
    // The chart and the list are of the same money.
    expect(sum(points.map(({ totalUsd }) => totalUsd))).toBe(answer.totalUsd);
  });

  it('with the ten dearest and the others as one row', async () => {
    await show('/explore', { ...days, by: 'resource', top: '10' });
    const { items, totalUsd } = await ask<Breakdown>('/breakdown/resource', { ...days, limit: '200' });
    const { rows, foot } = await shownTable(page, 'Spend by resource');
    expect(rows).toHaveLength(10);
    const others = items.slice(10);
    const unpriced = others.reduce((count, item) => count + (item.unpricedEvents ?? 0), 0);
    expect(foot.map((row) => [cellOf(row, 'Resource').text, saidOf(cellOf(row, 'Spent')).usd])).toEqual([
      ['Beyond these 10 rows', [sum(others.map((item) => item.totalUsd))]],
      ['Total', [totalUsd]],
    ]);
    expect(saidOf(cellOf(foot[0], 'Spent')).says).toBe(unpriced > 0 ? 'at least' : '');
  });

  it('by two dimensions, each cell as a breakdown of its own, with sums both ways', async () => {
    await show('/explore', { ...days, by: 'user', split: 'model' });
    const whole = await ask<Breakdown>('/breakdown/user', { ...days, limit: '50' });
    const region = page.getByRole('region', { name: 'Spend by user and model' });
    await region.locator('td[data-label=Total]').first().waitFor();
    await expect.poll(() => region.getByText('…', { exact: true }).count()).toBe(0);
    const { rows, foot } = await shownTable(page, 'Spend by user and model');
    expect(rows).toHaveLength(12);
    for (const [index, row] of rows.entries()) {
      const item = whole.items[index];
      if (!item) throw new Error('more rows than the API has users');
      const { items } = await ask<Breakdown>('/breakdown/model', { ...days, user: item.key, limit: '200' });
      const models = new Map(items.map((part) => [part.key, part]));
      const columns = Object.keys(row).filter((column) => models.has(column));
      expect(columns.map((column) => [column, saidOf(cellOf(row, column))])).toEqual(
        columns.map((column) => {
          const { totalUsd = '0', unpricedEvents = 0 } = models.get(column) ?? {};
          return [column, spentOf(totalUsd, unpricedEvents)];
        }),
      );
      expect(saidOf(cellOf(row, 'Total'))).toEqual(spentOf(item.totalUsd, item.unpricedEvents));
      const cells = Object.entries(row).filter(([column]) => column !== 'Total' && column !== 'user');
      expect(sum(cells.flatMap(([, { usd }]) => usd))).toBe(item.totalUsd);
    }
    expect(saidOf(cellOf(foot.at(-1), 'Total'))).toEqual(spentOf(whole.totalUsd, whole.unpricedEvents));
  });
});

const INTERVALS = [
  ['Daily', 'days'],
  ['Weekly', 'weeks'],
  ['Monthly', 'months'],
] as const;

describe('other pages show what the API answers', () => {
  it('of all users, and of one', async () => {
    await show('/users', days);
    const { users } = await ask<{ users: (Item & { userId: string; unpricedEvents: number })[] }>('/users', {
      ...days,
      limit: '200',
    });
    const { items } = await ask<Breakdown>('/breakdown/user', { ...days, limit: '200' });
    const shares = new Map(items.map(({ key, share }) => [key, share]));
    // Shares come with the days of all users.
    await page.locator('td[data-label=Share]').getByText(/\d|–/).first().waitFor();
    const { rows } = await shownTable(page, 'Users by cost');
    expect(
      rows.map((row) => [
        saidOf(cellOf(row, 'Spent')),
        cellOf(row, 'Share').text,
        cellOf(row, 'Entries').text,
      ]),
    ).toEqual(
      firstShown(users).map((user) => {
        const spent = spentOf(user.totalUsd, user.unpricedEvents);
        const share = percentOf(shares.get(user.userId) ?? '', user.totalUsd);
        return [spent, spent.says === 'unpriced' ? '–' : share, countOf(user.events)];
      }),
    );

    await show('/user', { ...days, id: 'user-1' });
    const one = await ask<{
      totalUsd: string;
      events: number;
      unpricedEvents: number;
      usage: Record<string, string>;
    }>('/users/user-1', days);
    const card = page
      .locator('.card')
      .filter({ hasText: 'Last recorded' })
      .or(page.locator('.card').filter({ hasText: 'Latest' }));
    expect(saidOf(await shownFigure(card.first(), 'Spent'))).toEqual(
      spentOf(one.totalUsd, one.unpricedEvents),
    );
    expect((await shownFigure(card.first(), 'Entries')).text).toBe(countOf(one.events));
    const usage = await shownTable(page, 'Usage');
    expect(
      Object.fromEntries(usage.rows.map((row) => [cellOf(row, 'Part').text, cellOf(row, 'Quantity').text])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(one.usage).map(([part, quantity]) => [part, countOf(Number(quantity))]),
      ),
    );
  });

  it('of budgets and of what is expected of them', async () => {
    const { totalUsd } = await ask<{ totalUsd: string }>('/users/user-5');
    await system.call('POST', '/budgets', {
      name: 'Nearly used up',
      scope: { kind: 'user', id: 'user-5' },
      period: 'lifetime',
      limitUsd: writeDecimal((readDecimal(totalUsd) ?? 0n) + 1n),
      enforcement: 'alert',
    });
    await system.call('POST', '/budgets', {
      name: 'Of one user',
      scope: { kind: 'user', id: 'user-4' },
      period: 'lifetime',
      limitUsd: '7.77',
      enforcement: 'alert',
    });
    await show('/budgets', { tab: 'budgets' });
    interface Budget {
      readonly name: string;
      readonly enabled: boolean;
      readonly limitUsd?: string;
      readonly state?: { percent: string; severity: string; spentUsd: string; limitUsd: string };
    }
    const { budgets } = await ask<{ budgets: Budget[] }>('/budgets', { limit: '200' });
    const { rows } = await shownTable(page, 'Budgets');
    expect(rows.map((row) => cellOf(row, 'Limit').usd)).toEqual(
      firstShown(budgets).map(({ limitUsd }) => (limitUsd === undefined ? [] : [limitUsd])),
    );
    for (const [index, { name, enabled, state }] of firstShown(budgets).entries()) {
      // Of a budget for each value the page counts the alerts; one that is off, as another file may leave, reaches
      // nothing.
      const reached = state
        ? `${percentOf(shareBelow(state.percent), state.spentUsd)} ${state.severity}`
        : '';
      const words = enabled ? reached : 'which is off';
      expect(cellOf(rows[index], 'Budget').text).toContain(name);
      expect(cellOf(rows[index], 'State').text).toContain(words);
    }
    const own = budgets.findIndex(({ name }) => name === 'Of one user');
    const state = budgets[own]?.state;
    expect(cellOf(rows[own], 'State').usd).toEqual([state?.spentUsd, state?.limitUsd]);

    await show('/budgets', { tab: 'expected' });
    interface Crossing {
      readonly budgetName: string;
      readonly spentUsd: string;
      readonly limitUsd: string;
    }
    const expected = await ask<{ crossings: Crossing[] }>('/budgets/expected', { limit: '200' });
    expect(expected.crossings).not.toEqual([]);
    const shown = await shownTable(page, 'Expected to reach a limit');
    expect(shown.rows.map((row) => [...cellOf(row, 'Spent').usd, ...cellOf(row, 'Limit').usd])).toEqual(
      firstShown(expected.crossings).map(({ spentUsd, limitUsd }) => [spentUsd, limitUsd]),
    );
  });

  it('of days, weeks and months, and of a statement', async () => {
    for (const [interval, list] of IN_PROOF ? INTERVALS : INTERVALS.slice(1, 2)) {
      await show('/reports', days);
      await page.getByRole('button', { name: interval, exact: true }).click();
      const answer = await ask<
        Record<string, (Item & { resources: number; byProvider: Record<string, string> })[]>
      >(`/summary/${interval.toLowerCase()}`, days);
      const periods = (answer[list] ?? []).toReversed();
      await expect.poll(async () => (await shownTable(page, 'Periods')).rows.length).toBe(periods.length);
      const { rows, foot } = await shownTable(page, 'Periods');
      expect(
        rows.map((row) => [
          saidOf(cellOf(row, 'Spent')),
          cellOf(row, 'Entries').text,
          cellOf(row, 'Resources').text,
        ]),
      ).toEqual(
        periods.map(({ totalUsd, unpricedEvents, events, resources }) => [
          spentOf(totalUsd, unpricedEvents),
          countOf(events),
          countOf(resources),
        ]),
      );
      expect(cellOf(foot[0], 'Spent').usd).toEqual([sum(periods.map(({ totalUsd }) => totalUsd))]);
      const providers = new Set(periods.flatMap(({ byProvider }) => Object.keys(byProvider)));
      // Other files' usage of the shared ledger may be dearer than the example's.
      const dearest = [...providers]
        .map(
          (provider) =>
            [provider, sum(periods.map(({ byProvider }) => byProvider[provider] ?? '0'))] as const,
        )
        .toSorted(([, a], [, b]) => Number(b) - Number(a))
        .slice(0, 3);
      expect(dearest).toHaveLength(3);
      for (const [provider] of dearest)
        expect(rows.map((row) => cellOf(row, provider).usd)).toEqual(
          periods.map(({ byProvider: { [provider]: usd = '0' } }) => (usd === '0' ? [] : [usd])),
        );
    }

    const month = days.to.slice(0, 7);
    await show('/reports', { tab: 'statement', user: 'user-1', month });
    interface Statement {
      readonly lines: { readonly service: string; readonly model: string; readonly amount: string }[];
      readonly total: string;
      readonly events: number;
    }
    const statement = await ask<Statement>('/reports/statement', { userId: 'user-1', month, format: 'json' });
    const { rows, foot } = await shownTable(page, 'Lines of the statement');
    const amounts = rows.map((row) => [cellOf(row, 'Service').text, cellOf(row, 'Amount, USD').text]);
    expect(amounts).toEqual(statement.lines.map(({ service, amount }) => [service, amount]));
    expect(cellOf(foot.at(-1), 'Amount, USD').text).toBe(`USD ${statement.total}`);
    expect(await page.locator('.paper dd').allInnerTexts()).toContain(countOf(statement.events));
  });

  it('of what one of a kind costs, of all of them', async () => {
    await show('/units', days);
    interface Listed {
      readonly resources: { type: string; totalUsd: string; unpricedEvents: number }[];
    }
    const { resources } = await ask<Listed>('/resources', { ...days, limit: '200' });
    const episodes = resources.filter(({ type }) => type === 'episode');
    const total = sum(episodes.map(({ totalUsd }) => totalUsd));
    const unpriced = episodes.reduce((count, { unpricedEvents }) => count + unpricedEvents, 0);
    const card = page.locator('.card').filter({ hasText: 'What one episode costs' });
    expect(saidOf(await shownFigure(card, 'Together'))).toEqual(spentOf(total, unpriced));
    expect((await shownFigure(card, 'On average')).text).toContain(`of ${countOf(episodes.length)}`);
    const { rows } = await shownTable(page, 'By the week in which they began');
    expect(sum(rows.flatMap((row) => cellOf(row, 'Together').usd))).toBe(total);
  });

  it('of the margin of each user', async () => {
    await show('/units', days);
    interface Margins {
      readonly items: { key: string; revenueUsd: string; totalUsd: string; marginUsd: string }[];
      readonly total: { revenueUsd: string; marginUsd: string };
      readonly withoutRevenue: { count: number };
    }
    const margins = await ask<Margins>('/revenue/user', { period: days.to.slice(0, 7), limit: '200' });
    expect(margins.items.length).toBeGreaterThanOrEqual(2);
    const { rows, foot } = await shownTable(page, 'Margin by user');
    expect(
      rows.map((row) => [
        cellOf(row, 'User').text,
        ...cellOf(row, 'Revenue').usd,
        ...cellOf(row, 'Margin').usd,
      ]),
    ).toEqual(
      firstShown(margins.items).map(({ key, revenueUsd, marginUsd }) => [key, revenueUsd, marginUsd]),
    );
    expect([...cellOf(foot[0], 'Revenue').usd, ...cellOf(foot[0], 'Margin').usd]).toEqual([
      margins.total.revenueUsd,
      margins.total.marginUsd,
    ]);
    const rest = `No revenue was posted for ${countOf(margins.withoutRevenue.count)} more`;
    await page.getByText(rest).waitFor();
  });
});

/** A percentage as a share of one, rounded down to whole percent, below ten to tenths: no threshold too early. */
function shareBelow(percent: string): string {
  const units = readDecimal(percent) ?? 0n;
  const step = units < 10_000_000_000_000n ? 100_000_000_000n : 1_000_000_000_000n;
  return writeDecimal((units - (units % step)) / 100n);
}
