import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../../testing/dashboard/accessibility.ts';
import { lookAs, open } from '../../testing/dashboard/window.ts';
import { manyDays, thousandUsers, usersAsBreakdown } from '../../testing/large-answers.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

/** Opens an address with large answers; says which requests the page made for them. */
async function openLarge(page: Page, address: string): Promise<string[]> {
  const asked: string[] = [];
  await page.route('**/cost-tracking/users?*', (route) => {
    asked.push('users');
    return route.fulfill({ json: thousandUsers() });
  });
  await page.route('**/cost-tracking/trends?*', (route) => {
    asked.push('trends');
    return route.fulfill({
      json: manyDays(route.request().url().includes('dimension=user') ? 'user' : 'name'),
    });
  });
  await open(page, address);
  return asked;
}

// How long the browser works on them is measured by `npm run bench -- page-speed`.
describe('large answers', () => {
  it('of 1,000 users: one request, few rows until all are asked for, and then only those near the window', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const asked = await openLarge(page, '/users?range=year');
    await page.getByText('user-7', { exact: true }).first().waitFor();
    expect(asked.filter((name) => name === 'users')).toHaveLength(1);
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(50);
    await page.getByRole('button', { name: 'Show all 1,000 rows' }).click();
    await page.getByText('user-60', { exact: true }).first().waitFor();
    expect(await rows.count()).toBeLessThanOrEqual(100);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.getByText('user-999', { exact: true }).first().waitFor();
    expect(await rows.count()).toBeLessThanOrEqual(100);
  });

  it('of rows that are cards on a phone: sorted by a choice, as the headings do elsewhere', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await openLarge(page, '/users?range=year');
    const first = page.locator('tbody tr').first().locator('td[data-label=User]');
    await first.waitFor();
    const listed = await first.textContent();
    await page.getByLabel('Sort Users by cost').selectOption('Spent');
    await page.waitForURL(/users\.sort=-Spent/);
    await page.getByRole('button', { name: 'Turn the order of Users by cost' }).click();
    await page.waitForURL(/users\.sort=Spent/);
    await expect.poll(() => first.textContent()).not.toBe(listed);
    await page.getByLabel('Sort Users by cost').selectOption('as listed');
    await expect.poll(() => first.textContent()).toBe(listed);
    expect(await violationsOf(page, '.sort-choice')).toEqual([]);
    await lookAs(page, { width: 768, theme: 'light' });
    expect(await page.getByLabel('Sort Users by cost').isVisible()).toBe(false);
  });

  it('of more budgets and holds than one answer has: the others are read on', async () => {
    for (const userId of ['many-1', 'many-2', 'many-3']) {
      const scope = { kind: 'user', id: userId };
      await system.call('POST', '/budgets', { name: userId, scope, period: 'daily', limitUsd: '5' });
      await system.call('POST', '/budgets/authorize', { userId, model: 'gpt-4o', estimateUsd: '1' });
    }
    const { page } = await visit(system.browser, system.dashboard);
    // The API's own pages, of one row each.
    await page.route(/\/budgets(\/holds)?\?.*limit=200/, (route) =>
      route.continue({ url: route.request().url().replace('limit=200', 'limit=1') }),
    );
    const lists = [
      ['budgets', 'Budgets', 'More budgets'],
      ['holds', 'Holds', 'More holds'],
    ] as const;
    for (const [tab, caption, label] of lists) {
      await open(page, `/budgets?tab=${tab}`);
      const rows = page.getByRole('region', { name: caption }).locator('tbody tr');
      const more = page.getByRole('button', { name: label });
      await more.waitFor();
      expect(await rows.count()).toBe(1);
      for (let shown = 2; await more.isVisible(); shown++) {
        await more.click();
        await expect.poll(() => rows.count()).toBe(shown);
        await page.getByRole('button', { name: 'Reading…' }).waitFor({ state: 'detached' });
      }
      const text = (await rows.allTextContents()).join(' ');
      for (const userId of ['many-1', 'many-2', 'many-3']) expect(text).toContain(userId);
    }
  });

  it('of more resources of a group than one answer has: the others are read on', async () => {
    const events = ['a', 'b', 'c'].map((id) => ({
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 1000 },
      resource: { type: 'session', id: `many-${id}` },
      group: { type: 'campaign', id: 'of-many' },
    }));
    await system.call('POST', '/record', { events });
    const counted = () => system.call<{ events: number }>('GET', '/groups/campaign/of-many');
    await waitFor('the events in the totals', counted, (group) => group.events === 3);
    const { page } = await visit(system.browser, system.dashboard);
    await page.route(/\/groups.*limit=200/, (route) =>
      route.continue({ url: route.request().url().replace('limit=200', 'limit=2') }),
    );
    await open(page, '/group?type=campaign&id=of-many');
    const rows = page.getByRole('region', { name: 'Resources by cost' }).locator('tbody tr');
    await page.getByRole('button', { name: 'More resources' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    expect(await page.getByRole('button', { name: 'More resources' }).count()).toBe(0);
  });

  it('of a million dollars: no amount reaches into the next', async () => {
    const answer = await system.call<object>('GET', '/users/rich');
    const { page } = await visit(system.browser, system.dashboard);
    await page.route('**/cost-tracking/users/rich?*', (route) =>
      route.fulfill({
        json: { ...answer, neverUsed: false, totalUsd: '1234567.891234567891', unpricedEvents: 3 },
      }),
    );
    await open(page, '/user?id=rich');
    await page.getByText('$1,234,567.89').first().waitFor();
    for (const width of [360, 768]) {
      await lookAs(page, { width, theme: 'light' });
      expect(await violationsOf(page, '.figures')).toEqual([]);
    }
  });

  it('of 90 days by user: the list first, then the chart of the same totals', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const asked: string[] = [];
    page.on('request', (request) => {
      const [name] = /breakdown|trends/.exec(request.url()) ?? [];
      if (name !== undefined) asked.push(name);
    });
    await page.route('**/cost-tracking/breakdown/user?*', async (route) => {
      await page.getByText('From a day to the single call').waitFor();
      await route.fulfill({ json: usersAsBreakdown() });
    });
    await openLarge(page, '/explore?range=90d&by=user');
    await page.locator('canvas').first().waitFor();
    expect(asked).toEqual(['breakdown', 'trends']);
  });

  it('find the script of their page on its way before the session is open', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const isAsked = (part: string) => asked.some((url) => url.includes(`/${part}-`));
    let early = false;
    await page.route('**/config.json', async (route) => {
      await expect.poll(() => isAsked('time-chart') && isAsked('explore-page')).toBe(true);
      early = true;
      await route.continue();
    });
    await open(page, '/explore');
    expect(early).toBe(true);
  });

  it('are drawn without a placeholder once their script is there', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await page.addInitScript(() => {
      new MutationObserver(() => {
        const main = document.querySelector('main');
        if (main === null || document.documentElement.dataset['first'] !== undefined) return;
        document.documentElement.dataset['first'] =
          main.querySelector('h1') === null ? 'placeholder' : 'page';
      }).observe(document, { childList: true, subtree: true });
    });
    await open(page, '/explore');
    expect(await page.evaluate(() => document.documentElement.dataset['first'])).toBe('page');
  });

  it('of 400 days: one drawing, whatever the number of points', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const asked = await openLarge(page, '/explore?range=year');
    await page.locator('canvas').first().waitFor();
    expect(asked.filter((name) => name === 'trends').length).toBeLessThanOrEqual(2);
    expect(await page.locator('canvas').count()).toBe(1);
    expect(await page.locator('main *').count()).toBeLessThan(2000);
  });
});
