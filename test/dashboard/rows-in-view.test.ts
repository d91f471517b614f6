import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, picture } from '../../testing/dashboard/window.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

const GROUP = { type: 'in-view', id: 'in-view' };
const DAY_MS = 86_400_000;

let system: System;

beforeAll(async () => {
  system = await takeSystem();
  const events = Array.from({ length: 60 }, (_, index) => index).flatMap((index) =>
    [0, 1].map((back) => ({
      id: `in-view-${index}-${back}`,
      occurredAt: new Date(Date.now() - back * DAY_MS).toISOString(),
      provider: 'in-view',
      model: 'in-view',
      reportedCostUsd: `0.${String(index + 10)}`,
      usage: { units: 1 },
      userId: index === 0 ? '(rest)' : `in-view-${index}`,
      resource: { type: 'in-view', id: `piece-${index}` },
      group: GROUP,
    })),
  );
  await system.call('POST', '/record', { events });
  const counted = () => system.call<{ events: number }>('GET', '/groups/in-view/in-view');
  await waitFor('the events in the totals', counted, (group) => group.events === events.length);
});

afterAll(async () => {
  await system?.leave();
});

describe('rows in view', () => {
  it('have a line each, beyond the fifty dearest too, by a request for them alone', async () => {
    const { page, errors } = await visit(system.browser, system.dashboard);
    const asked: string[][] = [];
    page.on('request', (request) => {
      const names = new URL(request.url()).searchParams.get('names');
      if (names !== null) asked.push(JSON.parse(names) as string[]);
    });
    await open(page, '/group?type=in-view&id=in-view&range=7d');
    const table = page.getByRole('region', { name: 'Resources by cost' });
    await expect.poll(() => table.locator('.sparkline-line').count()).toBe(50);
    expect(asked.map((names) => names.length)).toEqual([50]);
    await page.getByRole('button', { name: 'Show all 60 rows' }).click();
    await expect.poll(() => table.locator('.sparkline-line').count()).toBe(60);
    expect(asked.map((names) => names.length)).toEqual([50, 10]);
    await picture(page, 'rows-in-view');
    expect(errors).toEqual([]);
  });

  it('lead to a user who is called as the page calls what is no user', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/explore?range=7d&by=user&group=in-view%2Fin-view&top=200');
    const table = page.getByRole('region', { name: 'Spend by user' });
    await page.getByRole('button', { name: 'Show all 60 rows' }).click();
    await table.getByRole('link', { name: '(rest)' }).click();
    await page.waitForURL(/user=/);
    expect(new URL(page.url()).searchParams.get('user')).toBe('(rest)');
  });
});

describe('a budget that is switched off', () => {
  it('says so, without a colour and without a forecast', async () => {
    const scope = { kind: 'group', type: GROUP.type, id: GROUP.id };
    const budget = { name: 'Off in view', scope, period: 'monthly', limitUsd: '0.01' };
    const { id } = await system.call<{ id: string }>('POST', '/budgets', budget);
    await system.call('PUT', `/budgets/${id}`, { enabled: false });
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    const row = page.getByRole('row').filter({ hasText: 'Off in view' });
    await row.getByText('which is off: it limits nothing').waitFor();
    expect(await row.locator('.tone-emergency, .tone-critical, .tone-warning, .burn').count()).toBe(0);
    await picture(page, 'budget-off');
  });
});

describe('the question before a hold that others spend from is released', () => {
  it('says what becomes free and what calls below it keep', async () => {
    const hold = (more: object) =>
      system.call<{ holdId: string }>('POST', '/budgets/authorize', { userId: 'in-view-tree', ...more });
    const scope = { kind: 'user', id: 'in-view-tree' };
    await system.call('POST', '/budgets', { name: 'Tree in view', scope, period: 'daily', limitUsd: '9' });
    const { holdId } = await hold({ estimateUsd: '2', asParent: true });
    await hold({ estimateUsd: '1.5', parentHoldId: holdId });
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=holds');
    const row = page.getByRole('row').filter({ hasText: '$0.50 left' });
    await row.getByRole('button', { name: 'Release' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release the hold?' });
    await dialog.getByText('$0.50 of $2.00 become free for other calls.').waitFor();
    await dialog.getByText('Calls below it have spent, or go on holding, the other $1.50.').waitFor();
    await picture(page, 'release-parent');
  });
});

describe('a search for another text', () => {
  it('dims what the older one found until its own answer is there, and follows none of it', async () => {
    // Of budgets a search keeps no list: what others have asked for before does not matter.
    for (const name of ['Sought first', 'Sought next']) {
      const budget = { name, scope: { kind: 'user', id: 'in-view-sought' }, period: 'daily', limitUsd: '9' };
      await system.call('POST', '/budgets', budget);
    }
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Search' });
    const field = dialog.getByRole('combobox');
    await field.fill('Sought first');
    await dialog.getByRole('option', { name: 'Budget Sought first' }).waitFor();
    const answer = Promise.withResolvers<void>();
    await page.route('**/search?*', async (route) => {
      await answer.promise;
      await route.continue();
    });
    await field.fill('Sought next');
    await dialog.getByText('Searching…').waitFor();
    expect(await dialog.locator('.search-older').getByText('Sought first', { exact: true }).count()).toBe(1);
    expect(await dialog.getByRole('option').count()).toBe(0);
    await field.press('Enter');
    expect(new URL(page.url()).pathname).toBe('/status');
    answer.resolve();
    await dialog.getByRole('option', { name: 'Budget Sought next' }).waitFor();
    expect(await dialog.locator('.search-older').count()).toBe(0);
    await field.press('Enter');
    await page.waitForURL(/\/budgets\?/);
    await page.getByRole('row').filter({ hasText: 'Sought next' }).waitFor();
  });
});
