import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBudgets, recordExample } from '../../testing/dashboard/example-ledger.ts';
import { PAGES } from '../../testing/dashboard/pages.ts';
import { go, open } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

const NONSENSE = 'nonsense';

/** Parameters whose values are few, by the path of their page: each says so of what is none of them. */
const CHOICES = [
  ['/explore', ['range', 'by', 'split', 'interval', 'top', 'compare']],
  ['/users', ['range']],
  ['/user?id=user-1', ['range']],
  ['/groups', ['tab', 'range']],
  ['/group?type=podcast&id=pod-1', ['range']],
  ['/units', ['range', 'kind', 'group-kind', 'marginOf', 'marginMonth']],
  ['/budgets', ['tab']],
  ['/budgets?tab=holds', ['holds']],
  ['/budgets?tab=alerts', ['severity', 'status', 'budget', 'alert']],
  ['/prices', ['tab', 'view']],
  ['/reports', ['tab', 'range', 'interval']],
  ['/reports?tab=statement&user=user-1', ['month', 'markup', 'currency']],
  ['/me', ['range']],
] as const satisfies readonly (readonly [string, readonly string[]])[];

let system: System;
let page: Page;
beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
  await addBudgets(system.call);
  ({ page } = await visit(system.browser, system.dashboard));
  await open(page, '/');
});
afterAll(async () => {
  await system?.leave();
});

function withParameter(address: string, name: string, value: string): string {
  const at = address.indexOf('?');
  const search = new URLSearchParams(at < 0 ? '' : address.slice(at));
  search.set(name, value);
  return `${at < 0 ? address : address.slice(0, at)}?${search.toString()}`;
}

describe('what an address asks for and cannot be had', () => {
  it.each(CHOICES.flatMap(([address, names]) => names.map((name) => [address, name] as const)))(
    'is told: %s with another %s',
    async (address, name) => {
      await go(page, withParameter(address, name, NONSENSE));
      await page
        .locator('main')
        .locator('[role=alert], .state, .field-error')
        .filter({ hasText: NONSENSE })
        .first()
        .waitFor();
    },
  );

  it.each([
    ['/user', 'user', '/users'],
    ['/group?type=podcast', 'group', '/groups'],
    ['/resource?id=ep-1', 'resource', '/groups?tab=resources'],
  ])('is told on %s, which asks the API for nothing and leads to the list', async (address, what, list) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await go(page, address);
    await page.getByRole('heading', { level: 1, name: `The address names no ${what}` }).waitFor();
    expect(await page.locator('main').getByRole('link').first().getAttribute('href')).toBe(list);
    expect(asked.filter((path) => /\/(users|groups|resources|entries|trends)\b/.test(path))).toEqual([]);
    page.removeAllListeners('request');
  });

  it.each(['status', 'resource', 'tag'])(
    'is refused by the API, which the page says: Explore by another %s',
    async (name) => {
      await go(page, withParameter('/explore', name, NONSENSE));
      await page
        .getByRole('alert')
        .filter({ hasText: 'The trend could not be read' })
        .filter({ hasText: name })
        .waitFor();
    },
  );

  it('is told of a column to sort by, in every table that keeps its order in the address', async () => {
    const seen = new Set<string>();
    for (const [, address] of PAGES) {
      await go(page, address);
      const tables = page.locator('main .table-frame').filter({ has: page.locator('.table-tools') });
      const sortable = tables.filter({ has: page.locator('.sort-button') });
      for (let index = 0; index < (await sortable.count()); index++) {
        // What a heading writes into the address names the table.
        await sortable.nth(index).locator('.sort-button').first().click();
        await page.waitForURL(/\.sort=/);
        const [name = ''] = [...new URL(page.url()).searchParams.keys()].filter((one) =>
          one.endsWith('.sort'),
        );
        await go(page, withParameter(address, name, `-${NONSENSE}`));
        const told = page
          .getByRole('alert')
          .filter({ hasText: `There is no column to sort by “${NONSENSE}”` });
        await told.first().waitFor();
        seen.add(name);
        await go(page, address);
      }
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
