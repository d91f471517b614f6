import { text } from 'node:stream/consumers';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { examine, nothingSeen, seededSlice } from '../../prove/pages/walk-pages.ts';
import { addBudgets, recordExample } from '../../testing/dashboard/example-ledger.ts';
import { AnsweredAmounts } from '../../testing/dashboard/figures.ts';
import { PAGES } from '../../testing/dashboard/pages.ts';
import { CountedWindow, MOST_CLICKS, QUESTIONS } from '../../testing/dashboard/questions.ts';
import { go, open, picture, settle } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

/** How many pages are looked at closely, and which. */
const LOOKED_AT = 2;
const SEED = 7;

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

/** Where the navigation leads, in its order. */
const MENU = [
  'Explore',
  'Users',
  'Groups',
  'Unit costs',
  'Budgets and alerts',
  'Optimisations',
  'Prices',
  'Reports',
  'Status',
  'My costs',
  'Overview',
];

describe('pages', () => {
  beforeAll(async () => {
    await recordExample(system.call, Date.now());
    await addBudgets(system.call);
  });

  it('are reached from the one before by the navigation; a look at some finds no fault, which `npm run prove -- pages` tries of all', async () => {
    const { page, errors } = await visit(system.browser, system.dashboard);
    const answered = new AnsweredAmounts(page);
    const seen = nothingSeen();
    await open(page, '/');
    for (const name of MENU) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.locator(`.nav a[aria-current=page]:text-is("${name}")`).waitFor();
      await settle(page);
    }
    for (const {
      page: [name, address],
      look,
    } of seededSlice(PAGES, LOOKED_AT, SEED)) {
      await go(page, address);
      await examine(page, name, [look], answered, seen);
    }
    answered.stop();
    expect([seen.faults, errors, seen.looks]).toEqual([[], [], LOOKED_AT]);
    expect(seen.amounts).toBeGreaterThan(15);
  });

  it('say “at least” beside a limit and of the month’s end where entries lack a price', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    const card = page.locator('.card').filter({ hasText: 'This month' });
    await card.locator('.gauge-text').first().getByText('at least').waitFor();
    await card.locator('.figure', { hasText: 'Expected at month end' }).getByText('at least').waitFor();
  });

  it('fill the card of the trend beside that of the budget with its chart', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    const card = page.locator('.span-8 .card').filter({ hasText: 'Last 30 days' });
    await card.locator('canvas').first().waitFor();
    await settle(page);
    const below = await card.evaluate((element) => {
      const last = element.lastElementChild?.getBoundingClientRect().bottom ?? 0;
      return element.getBoundingClientRect().bottom - last;
    });
    expect(below).toBeLessThan(40);
  });

  it('of a user tell what they created cost without a user, beside the total', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/user?id=user-1');
    const created = page.getByRole('table', { name: /work without a user/ });
    await created.waitFor();
    expect(await created.getByRole('row').count()).toBe(2);
    await created.getByRole('link', { name: 'Science' }).click();
    await page.waitForURL(/group\?type=podcast&id=pod-1/);
  });

  it('of a user say “at least” of created work that lacks a price, and do not repeat the user in each entry', async () => {
    await system.call('PUT', '/groups/podcast/pod-4', { createdBy: 'user-2' });
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/user?id=user-2');
    const created = page.locator('.card').filter({ hasText: 'Created, without a user' });
    await created.getByText(/^at least \$[\d.]+ of work without a user/).waitFor();
    expect(await created.locator('td[data-label=Cost]').allInnerTexts()).toEqual([
      expect.stringMatching(/^at least/),
    ]);
    const entries = page.getByRole('region', { name: 'Entries' });
    await entries.locator('.entry-link').first().waitFor();
    expect(await entries.getByRole('columnheader').allInnerTexts()).toEqual([
      'Time, UTC',
      'Model',
      'Resource',
      'Cost',
    ]);
  });
});

describe('questions of every day', () => {
  beforeAll(async () => {
    await recordExample(system.call, Date.now());
    const month = new Date().toISOString().slice(0, 7);
    await system.call('POST', '/revenue', { period: month, usd: '500' });
    await system.call('POST', '/budgets', {
      name: 'Of the holder',
      scope: { kind: 'user', id: 'holder' },
      period: 'monthly',
      limitUsd: '5',
    });
    await system.call('POST', '/budgets/authorize', {
      userId: 'holder',
      provider: 'openai',
      model: 'gpt-4o',
      estimateUsd: '1',
    });
    // Reached by one day more, whatever the day of the week and of the month is.
    const { totalUsd } = await system.call<{ totalUsd: string }>('GET', '/users/user-3');
    await system.call('POST', '/budgets', {
      name: 'Credits of a user',
      scope: { kind: 'user', id: 'user-3' },
      period: 'lifetime',
      limitUsd: writeDecimal((readDecimal(totalUsd) ?? 0n) + 1n),
      enforcement: 'alert',
    });
    // Crossed whatever the day of the month is.
    await system.call('POST', '/budgets', {
      name: 'Everything, told early',
      scope: { kind: 'organisation' },
      period: 'monthly',
      limitUsd: '0.01',
      enforcement: 'alert',
    });
    const openAlerts = () => system.call<{ alerts: object[] }>('GET', '/alerts?status=open');
    await waitFor('an open alert', openAlerts, ({ alerts }) => alerts.length > 0);
  });

  const asked = IN_PROOF ? QUESTIONS : QUESTIONS.filter((_, index) => index % 4 === 0);
  it.each(asked)('$asked is answered from the overview by three clicks at most', async ({ answer }) => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    const window = new CountedWindow(page);
    await (await answer(window)).first().waitFor();
    expect(window.clicks).toBeLessThanOrEqual(MOST_CLICKS);
  });
});

async function press(on: Locator, ...keys: string[]): Promise<void> {
  for (const key of keys) await on.press(key);
}

describe('drilling', () => {
  it('goes from a day to a group, a resource, a user and a single entry, and the address says where', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    const chart = page.getByRole('group', { name: /last 30 days/ });
    await chart.focus();
    const tip = page.locator('.chart-tip');
    // New data, every 15 s, take the chosen point back: then it is chosen again.
    await expect.poll(async () => (await press(chart, 'End'), await tip.count())).toBe(1);
    const picked = /from=(\d{4}-\d\d-\d\d)&to=\1&by=group/;
    // The chart goes with the page: who presses a key then waits for it in vain.
    const opened = page.waitForURL(picked);
    await expect
      .poll(async () => {
        if (!picked.test(page.url())) await Promise.race([opened, press(chart, 'End', 'ArrowLeft', 'Enter')]);
        return page.url();
      })
      .toMatch(picked);
    await settle(page);
    await page
      .getByRole('link', { name: /^podcast\// })
      .first()
      .click();
    await page.waitForURL(/group=podcast/);
    // What still arrives above a row moves it: pressed here and let go there, the mouse clicks nothing.
    await settle(page);
    await page
      .getByRole('link', { name: /^episode\// })
      .first()
      .click();
    await page.waitForURL(/resource=episode/);
    await settle(page);
    await page.getByRole('region', { name: 'Spend by user' }).locator('.row-name').first().click();
    await page.waitForURL(/user=/);
    await page.getByText(/^Added up entry by entry/).waitFor();
    await settle(page);
    await page.locator('.entry-link').first().click();
    const entry = page.getByRole('dialog');
    await entry.getByRole('columnheader', { name: 'Source' }).waitFor();
    await entry
      .getByText(/(catalogue|curated|generated): /)
      .first()
      .waitFor();
    await picture(page, 'entry');
    await expectAccessible(page);
    const address = page.url();
    await page.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
    await open(page, address);
    await page.getByRole('dialog').waitFor();
  });
});

describe('a table', () => {
  it('is sorted and cut to columns, as its address says, and saves what it shows', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    // Users of the example: those of other files may be more than a table shows at once.
    await open(page, '/users?q=user-');
    const table = page.getByRole('region', { name: 'Users by cost' });
    await table.getByRole('button', { name: 'User', exact: true }).click();
    await table.locator('th[aria-sort=ascending]').waitFor();
    await table.getByRole('button', { name: 'User', exact: true }).click();
    await page.waitForURL(/users\.sort=-User/);
    await page.getByText('Columns', { exact: true }).click();
    await page.getByLabel('Entries', { exact: true }).uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await settle(page);
    expect(await table.locator('th[aria-sort=descending]').textContent()).toContain('User');
    expect(await table.getByRole('columnheader', { name: 'Entries' }).count()).toBe(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of this table' }).click(),
    ]);
    const [heading, ...lines] = (await text(await file.createReadStream())).trim().split('\r\n');
    expect(heading).toBe('User,Id,Unpriced,Deleted,Share,Spent');
    const names = await table.locator('tbody .row-name').allTextContents();
    expect(lines.map((line) => line.split(',')[0])).toEqual(names);
    expect(names).toEqual(names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })));
  });
});

describe('the lines of an entry', () => {
  it('are sorted by every heading, prices by what one unit costs', async () => {
    const now = new Date().toISOString();
    await system.call('POST', '/record', {
      id: 'of-three-lines',
      occurredAt: now,
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { output_tokens: 10, input_tokens: 1000, cache_read_tokens: 2_000_000 },
      userId: 'of-three-lines',
    });
    const readEntry = () =>
      system.call<{ readonly entries: readonly { readonly day: string }[] }>(
        'GET',
        '/users/of-three-lines/entries',
      );
    const [entry] = (await waitFor('the entry', readEntry, ({ entries }) => entries.length > 0)).entries;
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `/explore?entry=of-three-lines&entryDay=${entry?.day}`);
    const table = page.getByRole('dialog').getByRole('region', { name: 'Lines of the entry' });
    const parts = () => table.locator('tbody td[data-label=Part]').allTextContents();
    const sortBy = (name: string) => table.getByRole('button', { name, exact: true }).click();
    await sortBy('Part');
    await expect.poll(parts).toEqual(['cache_read_tokens', 'input_tokens', 'output_tokens']);
    await sortBy('Quantity');
    await expect.poll(parts).toEqual(['cache_read_tokens', 'input_tokens', 'output_tokens']);
    await sortBy('Price');
    await expect.poll(parts).toEqual(['output_tokens', 'input_tokens', 'cache_read_tokens']);
    await sortBy('Cost');
    await expect.poll(parts).toEqual(['cache_read_tokens', 'input_tokens', 'output_tokens']);
    await sortBy('Source');
    await table.locator('th[aria-sort=ascending]').filter({ hasText: 'Source' }).waitFor();
  });
});

describe('a user who may read their own costs only', () => {
  beforeAll(async () => {
    await recordExample(system.call, Date.now());
  });

  it('sees those at every address, and no other page', async () => {
    const { page } = await visit(system.browser, system.dashboard, { token: system.tokens.user });
    await open(page, '/users');
    await page.getByRole('heading', { level: 1, name: 'My costs' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents()).toEqual(
      ['My costs'],
    );
    await page.getByText('What user-1 used').waitFor();
    await picture(page, 'plain-user');
  });

  it('opens the own part of a job from the list, by its address and by that of its receipt, in the days of the page', async () => {
    const { page, errors } = await visit(system.browser, system.dashboard, { token: system.tokens.user });
    await open(page, '/me?range=7d');
    const jobs = page.getByRole('region', { name: 'My jobs by cost' });
    const row = jobs.locator('tbody tr').first();
    // Without the lines that the layout breaks it into.
    const spent = await row.locator('td[data-label=Spent]').textContent();
    await row.getByRole('link').click();
    const receipt = page.getByRole('dialog', { name: /^Receipt of / });
    const own = receipt.locator('.figure', { hasText: 'Spent by you' }).locator('dd');
    await own.waitFor();
    expect(await own.textContent()).toBe(spent);
    const { search } = new URL(page.url());
    await open(page, `/resource${search}`);
    await page.waitForURL(/\/me\?/);
    await own.waitFor();
    expect(await own.textContent()).toBe(spent);
    await receipt.getByRole('button', { name: 'Close' }).click();
    await jobs.getByRole('button', { name: 'Entries' }).click();
    expect(new URL(page.url()).searchParams.get('range')).toBe('7d');
    await page.locator('.link-button.moment').first().click();
    const entry = page.getByRole('dialog', { name: /^Entry / });
    await entry.getByText('Happened').waitFor();
    expect(await entry.getByRole('link').count()).toBe(
      await entry.getByRole('link', { name: /episode|job|session/ }).count(),
    );
    expect(errors).toEqual([]);
  });
});
