import { text } from 'node:stream/consumers';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnsweredAmounts, shownAmounts } from './support/figures.ts';
import { PAGES } from './support/pages.ts';
import { recordAll, takeSystem, type System } from './support/system.ts';
import { expectAccessible, open, picture, settle, violationsOf, visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

const LOOKS = [
  { theme: 'light', width: 1440, height: 1000 },
  // Ten pixels less than promised: what just fits today must not depend on the letters of an id.
  { theme: 'dark', width: 350, height: 780 },
] as const;

describe('every page', () => {
  beforeAll(async () => {
    await recordAll(system, Date.now());
    await system.call('PUT', '/budget/config', { monthlyLimit: '90', dailyLimit: '5' });
    await system.call('PUT', '/groups/podcast/pod-1', { name: 'Science', createdBy: 'user-1' });
    await system.call('POST', '/budgets', {
      name: 'Each user',
      scope: { kind: 'user', id: '*' },
      period: 'monthly',
      limitUsd: '8',
      thresholds: [{ percent: 50 }, { percent: 100 }],
      enforcement: 'alert',
    });
  });

  it('breaks no rule of accessibility, wide and narrow, and shows no amount that the API did not answer', async () => {
    const { page, context, errors } = await visit(system.browser, system.dashboard);
    const violations: Record<string, string[]> = {};
    const strange: string[] = [];
    let count = 0;
    for (const [name, address] of PAGES) {
      const answered = new AnsweredAmounts(page);
      for (const { theme, width, height } of LOOKS) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: theme });
        // Loaded once: the narrow look is what a window becomes that is made narrow.
        if (width === LOOKS[0].width) await open(page, address);
        await settle(page);
        await picture(page, `${name}-${theme}-${width}`);
        const found = await violationsOf(page);
        if (found.length > 0) violations[`${name}-${theme}-${width}`] = found;
      }
      const amounts = await shownAmounts(page);
      count += amounts.length;
      strange.push(...(await answered.missing(amounts)).map((amount) => `${name}: ${amount}`));
    }
    expect(violations).toEqual({});
    expect(strange).toEqual([]);
    expect(count).toBeGreaterThan(200);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('of a user tells what they created cost without a user, beside the total', async () => {
    const { page, context } = await visit(system.browser, system.dashboard);
    await open(page, '/user?id=user-1');
    const created = page.getByRole('table', { name: /work without a user/ });
    await created.waitFor();
    expect(await created.getByRole('row').count()).toBe(2);
    await created.getByRole('link', { name: 'Science' }).click();
    await page.waitForURL(/group\?type=podcast&id=pod-1/);
    await context.close();
  });

  it('is reached from the one before by the navigation', async () => {
    const { page, context } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    for (const name of [
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
    ]) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.locator(`a[aria-current=page]:text-is("${name}")`).waitFor();
      await settle(page);
    }
    await context.close();
  });
});

async function press(on: Locator, ...keys: string[]): Promise<void> {
  for (const key of keys) await on.press(key);
}

describe('drilling', () => {
  it('goes from a day to a group, a resource, a user and a single entry, and the address says where', async () => {
    const { page, context } = await visit(system.browser, system.dashboard);
    await open(page, '/');
    const chart = page.getByRole('group', { name: /last 30 days/ });
    await chart.focus();
    const tip = page.locator('.chart-tip');
    // New data, every 15 s, take the chosen point back: then it is chosen again.
    await expect.poll(async () => (await press(chart, 'End'), await tip.count())).toBe(1);
    const picked = /from=(\d{4}-\d\d-\d\d)&to=\1&by=group/;
    await expect
      .poll(async () => {
        if (!picked.test(page.url())) await press(chart, 'End', 'ArrowLeft', 'Enter');
        return page.url();
      })
      .toMatch(picked);
    await settle(page);
    await page
      .getByRole('link', { name: /^podcast\// })
      .first()
      .click();
    await page.waitForURL(/group=podcast/);
    await page
      .getByRole('link', { name: /^episode\// })
      .first()
      .click();
    await page.waitForURL(/resource=episode/);
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
    await context.close();
  });
});

describe('a table', () => {
  it('is sorted and cut to columns, as its address says, and saves what it shows', async () => {
    const { page, context } = await visit(system.browser, system.dashboard);
    await open(page, '/users');
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
    expect(heading).toBe('User,Share,Spent');
    const names = await table.locator('tbody .row-name').allTextContents();
    expect(lines.map((line) => line.split(',')[0])).toEqual(names);
    expect(names).toEqual(names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })));
    await context.close();
  });
});

describe('a user who may read their own costs only', () => {
  it('sees those at every address, and no other page', async () => {
    const { page, context } = await visit(system.browser, system.dashboard, { token: system.tokens.user });
    await open(page, '/users');
    await page.getByRole('heading', { level: 1, name: 'My costs' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents()).toEqual(
      ['My costs'],
    );
    await page.getByText('What user-1 used').waitFor();
    await picture(page, 'plain-user');
    await context.close();
  });
});
