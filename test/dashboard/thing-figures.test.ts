import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import {
  cellOf,
  countOf,
  firstShown,
  saidOf,
  shownFigure,
  shownTable,
  spentOf,
} from './support/shown-table.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

interface Totals {
  readonly totalUsd: string;
  readonly events: number;
  readonly unpricedEvents: number;
}

interface Thing extends Totals {
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
}

interface Whole extends Totals {
  readonly breakdown: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly usage: Readonly<Record<string, string>>;
}

interface EntryList {
  readonly entries: readonly {
    readonly costUsd: string;
    readonly status: string;
    readonly correctionOf: string | null;
  }[];
}

let system: System;
let page: Page;
/** The days of the example, as they were when the file began. */
let days: { readonly from: string; readonly to: string };

beforeAll(async () => {
  system = await takeSystem();
  const now = Date.now();
  await recordExample(system.call, now);
  const dayOf = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10);
  days = { from: dayOf(29), to: dayOf(0) };
  ({ page } = await visit(system.browser, system.dashboard));
});

afterAll(async () => {
  await system?.leave();
});

/** One question to the API that no page has asked. */
function ask<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  return system.call<T>('GET', `${path}?${new URLSearchParams(query).toString()}`);
}

async function show(path: string, query: Readonly<Record<string, string>>): Promise<void> {
  await open(page, `${path}?${new URLSearchParams(query).toString()}`);
}

function sum(amounts: readonly string[]): string {
  return writeDecimal(amounts.reduce((total, usd) => total + (readDecimal(usd) ?? 0n), 0n));
}

/** What a card of bars shows, each by its name, without what lacks a price. */
async function shownBars(title: string): Promise<Record<string, string>> {
  const card = page.locator('.card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  const bars = await card.locator('.bar-row').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.querySelector('.bar-label')?.textContent?.trim() ?? '',
      usd: row.querySelector('.money')?.getAttribute('title') ?? '',
    })),
  );
  const priced = bars.filter(({ usd }) => usd.startsWith('$'));
  return Object.fromEntries(
    priced.map(({ name, usd }): [string, string] => [
      name,
      writeDecimal(readDecimal(usd.replaceAll(/[$,]/g, '')) ?? 0n),
    ]),
  );
}

/** The card of totals, and the cards beside it, are what the answer says. */
async function expectTotals(answer: Whole): Promise<void> {
  const card: Locator = page
    .locator('.card')
    .filter({ has: page.getByRole('heading', { name: 'Total', exact: true }) });
  expect(saidOf(await shownFigure(card, 'Spent'))).toEqual(spentOf(answer.totalUsd, answer.unpricedEvents));
  expect((await shownFigure(card, 'Entries')).text).toBe(countOf(answer.events));
  for (const dimension of ['service', 'model', 'provider']) {
    const amounts = Object.entries(answer.breakdown[dimension] ?? {});
    expect(await shownBars(`By ${dimension}`)).toEqual(
      Object.fromEntries(amounts.filter(([, usd]) => usd !== '0' || answer.unpricedEvents === 0)),
    );
  }
  const { rows } = await shownTable(page, 'Usage');
  const shown = rows.map((row) => [cellOf(row, 'Part').text, cellOf(row, 'Quantity').text]);
  expect(Object.fromEntries(shown)).toEqual(
    Object.fromEntries(Object.entries(answer.usage).map(([part, text]) => [part, countOf(Number(text))])),
  );
}

/** The rows of a list of groups or resources. */
async function expectThings(caption: string, listed: readonly Thing[]): Promise<void> {
  const things = firstShown(listed);
  const { rows } = await shownTable(page, caption);
  expect(rows.map((row) => [saidOf(cellOf(row, 'Spent')), cellOf(row, 'Entries').text])).toEqual(
    things.map(({ totalUsd, unpricedEvents, events }) => [
      spentOf(totalUsd, unpricedEvents),
      countOf(events),
    ]),
  );
  const name = caption.startsWith('Groups') ? 'Group' : 'Resource';
  // Other files give some of them names, which then come first.
  for (const [index, { id, name: called }] of things.entries())
    expect(cellOf(rows[index], name).text).toContain(called ?? id);
}

describe('groups, receipts and prices show what the API answers', () => {
  it('of all groups and resources', async () => {
    await system.call('PUT', '/groups/podcast/pod-1', { name: null, createdBy: null });
    await show('/groups', days);
    const { groups } = await ask<{ groups: Thing[] }>('/groups', { ...days, sort: 'cost', limit: '100' });
    expect(groups.length).toBeGreaterThan(1);
    await expectThings('Groups by cost', groups);
    // What a breakdown makes of the same days.
    const { items } = await ask<{ items: { key: string; totalUsd: string }[] }>('/breakdown/group', {
      ...days,
      limit: '200',
    });
    const costs = new Map(items.map(({ key, totalUsd }) => [key, totalUsd]));
    for (const { type, id, totalUsd } of groups) expect(costs.get(`${type}/${id}`)).toBe(totalUsd);

    await show('/groups', { ...days, tab: 'resources' });
    const { resources } = await ask<{ resources: Thing[] }>('/resources', {
      ...days,
      sort: 'cost',
      limit: '100',
    });
    await expectThings('Resources by cost', resources);
  });

  it.runIf(IN_PROOF)('of one group, with its resources', async () => {
    await show('/group', { ...days, type: 'podcast', id: 'pod-2' });
    const answer = await ask<Whole & { resources: Thing[] }>('/groups/podcast/pod-2', {
      ...days,
      limit: '200',
    });
    expect(answer.events).toBeGreaterThan(0);
    await expectTotals(answer);
    await expectThings('Resources by cost', answer.resources);
    expect(sum(answer.resources.map(({ totalUsd }) => totalUsd))).toBe(answer.totalUsd);
  });

  it.runIf(IN_PROOF).each(['ep-1', 'ep-29'])(
    'of the receipt of %s, which its entries add up to',
    async (id) => {
      await show('/resource', { type: 'episode', id });
      const answer = await ask<Whole>(`/resources/episode/${id}`);
      await expectTotals(answer);
      const { entries } = await ask<EntryList>('/entries', {
        resourceType: 'episode',
        resourceId: id,
        limit: '50',
      });
      // Corrections are lines of their own that count for no use.
      expect(entries.filter(({ correctionOf }) => correctionOf === null)).toHaveLength(answer.events);
      expect(sum(entries.map(({ costUsd }) => costUsd))).toBe(answer.totalUsd);
      const { rows } = await shownTable(page, 'Entries');
      expect(rows.map((row) => cellOf(row, 'Cost').usd)).toEqual(
        entries.map(({ costUsd, status }) => (status === 'unpriced' ? [] : [costUsd])),
      );
    },
  );

  it.runIf(IN_PROOF)('of a user who was deleted: what they cost, with a mark', async () => {
    await system.call('POST', '/record', {
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 1000 },
      userId: 'deleted-figures',
    });
    const counted = () => ask<Totals>('/users/deleted-figures', days);
    const { totalUsd } = await waitFor('the entry in the totals', counted, ({ events }) => events === 1);
    await system.call('DELETE', '/users/deleted-figures');
    await show('/user', { ...days, id: 'deleted-figures' });
    await page.getByText('deleted', { exact: true }).waitFor();
    const card = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'Total' }) });
    expect((await shownFigure(card, 'Spent')).usd).toEqual([totalUsd]);
    await show('/users', { ...days, q: 'deleted-figures' });
    const { rows } = await shownTable(page, 'Users by cost');
    const marked = rows.filter((row) => cellOf(row, 'User').text.endsWith(' deleted'));
    expect(marked.map((row) => [cellOf(row, 'User').text, ...cellOf(row, 'Spent').usd])).toEqual([
      ['deleted-figures deleted', totalUsd],
    ]);
  });

  it.runIf(IN_PROOF)('of prices, row by row, of what lacks one and of what providers reported', async () => {
    await show('/prices', { view: 'rows', q: 'gpt-4o-mini' });
    interface Price {
      readonly sku: string;
      readonly unit: string;
      readonly unitPriceUsd: string;
      readonly per: string;
    }
    const { prices } = await ask<{ prices: Price[] }>('/prices', {
      q: 'gpt-4o-mini',
      at: days.to,
      limit: '200',
    });
    expect(prices.length).toBeGreaterThan(3);
    const table = await shownTable(page, 'Prices');
    const shown = table.rows.map((row) => {
      const [price = '', per = ''] = cellOf(row, 'Price').text.split(' / ');
      const usd = writeDecimal(readDecimal(price.replaceAll(/[$,]/g, '')) ?? 0n);
      return [cellOf(row, 'Part').text, usd, per.split(' ')[0]];
    });
    const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 12 });
    expect(shown).toEqual(
      firstShown(prices).map(({ unit, unitPriceUsd, per }) => [
        unit,
        unitPriceUsd,
        short.format(Number(per)),
      ]),
    );

    interface Unpriced {
      readonly items: readonly { readonly model: string; readonly events: number }[];
    }
    // Other files give prices to what the example leaves without one.
    await system.call('POST', '/record', {
      provider: 'openai',
      model: 'unpriced-figures',
      usage: { input_tokens: 1000 },
    });
    const unpriced = () => ask<Unpriced>('/prices/unpriced');
    await waitFor('the entry without a price', unpriced, ({ items: all }) =>
      all.some(({ model }) => model === 'unpriced-figures'),
    );
    await show('/prices', { tab: 'unpriced' });
    const { items } = await unpriced();
    const { rows } = await shownTable(page, 'Models without a price');
    expect(rows.map((row) => [cellOf(row, 'Model').text.split(' ')[0], cellOf(row, 'Entries').text])).toEqual(
      firstShown(items).map(({ model, events }) => [model, countOf(events)]),
    );

    await system.call('POST', '/record', {
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 1_000_000 },
      reportedCostUsd: '0.2',
      userId: 'reported-figures',
    });
    interface Variance {
      readonly items: readonly {
        readonly model: string;
        readonly computedUsd: string;
        readonly reportedUsd: string;
        readonly varianceUsd: string;
      }[];
    }
    const reported = await waitFor(
      'the reported cost',
      () => ask<Variance>('/prices/variance'),
      ({ items: all }) => all.some(({ model }) => model === 'gpt-4o-mini'),
    );
    await show('/prices', { tab: 'reported' });
    const amounts = await shownTable(page, 'Computed and reported cost by model');
    expect(
      amounts.rows.map((row) =>
        ['Computed', 'Reported', 'Variance'].flatMap((name) => cellOf(row, name).usd),
      ),
    ).toEqual(
      firstShown(reported.items).map(({ computedUsd, reportedUsd, varianceUsd }) => [
        computedUsd,
        reportedUsd,
        varianceUsd,
      ]),
    );
  });

  it('of the last whole week of a kind, at least where something has no price', async () => {
    const now = Date.now();
    const weekday = (new Date(now).getUTCDay() + 6) % 7;
    const chapters = [
      ['newest', 'gpt-4o', 1],
      ['newest', 'a-model-of-chapters', 1],
      ['before', 'gpt-4o', 2],
    ] as const;
    const events = chapters.map(([id, model, weeks], index) => ({
      id: `chapter-${index}`,
      // A Tuesday.
      occurredAt: new Date(now - (weekday + weeks * 7 - 1) * 86_400_000).toISOString(),
      provider: 'openai',
      model,
      usage: { output_tokens: 1_000_000 },
      resource: { type: 'chapter', id },
    }));
    await system.call('POST', '/record', { events });
    interface UnitCosts {
      readonly kinds: { type: string; weeks: { averageUsd: string; unpricedEvents: number }[] }[];
    }
    const known = await waitFor(
      'the chapters in the totals',
      async () =>
        (await ask<UnitCosts>('/unit-costs/resource', days)).kinds.find(({ type }) => type === 'chapter'),
      (kind) => kind?.weeks.length === 2 && kind.weeks[0]?.unpricedEvents === 1,
    );
    await show('/units', { ...days, kind: 'chapter' });
    const card = page.locator('.card').filter({ hasText: 'What one chapter costs' });
    expect(saidOf(await shownFigure(card, 'In the last whole week'))).toEqual(
      spentOf(known?.weeks[0]?.averageUsd ?? '', 1),
    );
  });
});
