import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open, picture } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

let system: System;

/** Asks until the answer is as wanted. */
async function until<T>(route: string, wanted: (answer: T) => boolean): Promise<T> {
  return await waitFor(route, () => system.call<T>('GET', route), wanted);
}

/** A budget that denies, until the test ends: those of other files make holds of their own. */
async function makeBudget(name: string, scope: object, limitUsd: string): Promise<{ readonly id: string }> {
  const budget = await system.call<{ id: string }>('POST', '/budgets', {
    name,
    scope,
    period: 'monthly',
    limitUsd,
    enforcement: 'deny',
  });
  onTestFinished(async () => {
    await system.call('DELETE', `/budgets/${budget.id}`);
  });
  return budget;
}

interface BudgetList {
  readonly budgets: readonly { readonly id: string; readonly state: { readonly gate: string } | null }[];
}

function gateOf({ budgets }: BudgetList, id: string): string | undefined {
  return budgets.find((budget) => budget.id === id)?.state?.gate;
}

beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
});

afterAll(async () => {
  await system?.leave();
});

describe('a hold', () => {
  it('is released after a question', async () => {
    await makeBudget('For the holder', { kind: 'user', id: 'released-holder' }, '5');
    const { holdId } = await system.call<{ holdId: string }>('POST', '/budgets/authorize', {
      userId: 'released-holder',
      provider: 'openai',
      model: 'gpt-4o',
      estimateUsd: '1.25',
    });
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=holds');
    const row = page.getByRole('row').filter({ hasText: 'released-holder' });
    await row.getByRole('button', { name: 'Release' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release the hold?' });
    await dialog.getByText('$1.25').waitFor();
    await dialog.getByRole('button', { name: 'Release' }).click();
    await page.getByText('The hold is released.').waitFor();
    await row.waitFor({ state: 'detached' });
    const { holds } = await system.call<{ holds: { id: string; status: string }[] }>(
      'GET',
      '/budgets/holds?status=all&userId=released-holder',
    );
    expect(holds.find(({ id }) => id === holdId)?.status).toBe('RELEASED');
  });
});

describe('holds of one person', () => {
  it.runIf(IN_PROOF)('tell which call they are for, and are released together', async () => {
    await makeBudget('For the hoarder', { kind: 'user', id: 'hoarder' }, '5');
    for (const id of ['ep-71', 'ep-72'])
      await system.call('POST', '/budgets/authorize', {
        userId: 'hoarder',
        provider: 'openai',
        model: 'gpt-4o',
        resource: { type: 'episode', id },
        estimateUsd: '0.5',
      });
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, '/budgets?tab=holds');
    const row = page.getByRole('row').filter({ hasText: 'ep-71' });
    await row.getByText('openai · gpt-4o').waitFor();
    await row.getByRole('link', { name: 'hoarder' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'holds-of-one');
    await row.getByRole('button', { name: 'All of theirs' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release all holds of this person?' });
    await dialog.getByRole('button', { name: 'Release all' }).click();
    await page.getByText('Their holds are released.').waitFor();
    await row.waitFor({ state: 'detached' });
    const { holds } = await system.call<{ holds: { status: string }[] }>(
      'GET',
      '/budgets/holds?status=all&userId=hoarder',
    );
    expect(holds.map(({ status }) => status)).toEqual(['RELEASED', 'RELEASED']);
  });
});

describe('what the gate does', () => {
  it.runIf(IN_PROOF)('is lifted after a question, for the organisation alone', async () => {
    const { id } = await makeBudget('Everything', { kind: 'organisation' }, '0.0001');
    const other = await makeBudget('One user', { kind: 'user', id: 'user-1' }, '0.0001');
    await until<BudgetList>('/budgets?limit=200', (list) =>
      [id, other.id].every((one) => gateOf(list, one) === 'deny'),
    );
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets');
    const banner = page.getByRole('status').filter({ hasText: 'New calls are denied' });
    await banner.getByText('because of Everything.').waitFor();
    await banner.getByRole('button', { name: 'Lift…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lift the action?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await banner.getByRole('button', { name: 'Lift…' }).click();
    await expectAccessible(page);
    await picture(page, 'lift');
    await dialog.getByRole('button', { name: 'Lift it' }).click();
    await page.getByText('The action is lifted for the rest of the period.').waitFor();
    await banner.waitFor({ state: 'detached' });
    const list = await system.call<BudgetList>('GET', '/budgets?limit=200');
    expect([id, other.id].map((one) => gateOf(list, one))).toEqual(['allow', 'deny']);
  });
});

describe('an entry without a price', () => {
  it('shows no amount where none is known', async () => {
    // Other files give prices to what the example leaves without one.
    await system.call('POST', '/record', {
      events: ['gpt-4o', 'priceless-action'].map((model) => ({
        provider: 'openai',
        model,
        usage: { input_tokens: 1000 },
        userId: 'of-some-prices',
        resource: { type: 'episode', id: 'of-some-prices' },
        group: { type: 'podcast', id: 'of-some-prices' },
      })),
    });
    await until<{ events: number }>('/resources/episode/of-some-prices', ({ events }) => events === 2);
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/user?id=of-some-prices');
    const row = page.getByRole('row').filter({ hasText: 'priceless-action' }).filter({ hasText: 'unpriced' });
    expect(await row.first().getByRole('cell').last().textContent()).toBe('unpriced');
    await open(page, '/group?type=podcast&id=of-some-prices');
    const link = page.getByRole('link', { name: 'of-some-prices', exact: true });
    const spent = page.getByRole('row').filter({ has: link }).locator('td[data-label=Spent]');
    expect(await spent.textContent()).toMatch(/^at least \$/);
  });

  it('is the only one of a user and a group that then read unpriced, with a way to their figures', async () => {
    await system.call('POST', '/record', {
      provider: 'house',
      model: 'priceless-action',
      usage: { input_tokens: 5 },
      userId: 'of-no-price',
      group: { type: 'podcast', id: 'of-no-price' },
    });
    await until<{ events: number }>('/groups/podcast/of-no-price', ({ events }) => events === 1);
    const { page } = await visit(system.browser, system.dashboard);
    for (const [address, filter] of [
      ['/users?range=30d&q=of-no-price', 'user=of-no-price'],
      ['/groups?range=30d', 'group=podcast%2Fof-no-price'],
    ] as const) {
      await open(page, address);
      const row = page.getByRole('row').filter({ hasText: 'of-no-price' });
      expect(await row.locator('td[data-label=Spent]').textContent()).toBe('unpriced');
      const href = await row.getByRole('link', { name: /^Explore / }).getAttribute('href');
      expect(href).toContain(`/explore?${filter}&by=`);
      expect(href).toContain('range=30d');
    }
  });
});

describe('a budget', () => {
  it.runIf(IN_PROOF)('is lifted for the one user whom it stops, on their page', async () => {
    // Those of the example may have spent nothing in this month.
    const users = ['lifted-user', 'stopped-user'];
    const usage = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1000 } };
    await system.call('POST', '/record', { events: users.map((userId) => ({ ...usage, userId })) });
    const { id } = await makeBudget('Each of them', { kind: 'user', id: '*' }, '0.0001');
    type Budget = { state?: { gate: string } };
    for (const user of users)
      await until<Budget>(`/budgets/${id}?value=${user}`, ({ state }) => state?.gate === 'deny');
    const { page } = await visit(system.browser, system.dashboard, { width: 350 });
    await open(page, '/user?id=lifted-user');
    const budget = page.locator('.slider-head').filter({ hasText: 'Each of them' });
    await budget.getByText('calls denied').waitFor();
    await expectAccessible(page);
    await picture(page, 'user-stopped');
    await budget.getByRole('button', { name: 'Lift…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Lift it' }).click();
    await budget.getByText('calls denied').waitFor({ state: 'detached' });
    const gates = await Promise.all(
      users.map((user) => system.call<Budget>('GET', `/budgets/${id}?value=${user}`)),
    );
    expect(gates.map(({ state }) => state?.gate)).toEqual(['allow', 'deny']);
  });

  it('is changed, and keeps what the form has no field for', async () => {
    const { id } = await system.call<{ id: string }>('POST', '/budgets', {
      name: 'Changed by its form',
      scope: { kind: 'resource', type: 'episode', id: '*' },
      period: 'lifetime',
      limitUsd: '5',
      thresholds: [
        { usd: '1.00', severity: 'warning' },
        { percent: 100, gate: 'deny' },
      ],
      enforcement: 'alert',
      unpriced: 'deny',
    });
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    await page
      .getByRole('row')
      .filter({ hasText: 'Changed by its form' })
      .getByRole('button', { name: 'Change' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Change a budget' });
    expect(await dialog.getByLabel('Threshold 1', { exact: true }).inputValue()).toBe('1');
    await dialog.getByLabel('Limit, USD').fill('7.50');
    await dialog.getByRole('button', { name: 'Add a threshold' }).click();
    await dialog.getByLabel('Threshold 3', { exact: true }).fill('6.25');
    await dialog.getByLabel('Unit of threshold 3').selectOption('USD');
    await expectAccessible(page);
    await picture(page, 'change-budget');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The budget is changed.').waitFor();
    expect(await system.call('GET', `/budgets/${id}`)).toMatchObject({
      limitUsd: '7.5',
      period: 'lifetime',
      unpriced: 'deny',
      thresholds: expect.arrayContaining([
        expect.objectContaining({ usd: '1', severity: 'warning' }),
        expect.objectContaining({ percent: 100, gate: 'deny' }),
        expect.objectContaining({ usd: '6.25' }),
      ]) as unknown,
    });
  });
});

describe('an alert', () => {
  it.runIf(IN_PROOF)('is acknowledged', async () => {
    await system.call('POST', '/alerts/test');
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=alerts');
    type Alerts = { alerts: { kind: string; resolvedAt: string | null }[] };
    await until<Alerts>('/alerts', ({ alerts }) =>
      alerts.some((alert) => alert.kind === 'test' && alert.resolvedAt !== null),
    );
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'Test' });
    await row.getByText('resolved').waitFor();
    await row.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Acknowledged.').waitFor();
    await row.getByRole('button', { name: 'Acknowledge' }).waitFor({ state: 'detached' });
    const { alerts } = await system.call<{ alerts: { kind: string; acknowledgedAt: string | null }[] }>(
      'GET',
      '/alerts?limit=200',
    );
    expect(alerts.find(({ kind }) => kind === 'test')?.acknowledgedAt).toEqual(expect.any(String));
  });
});

describe('a refused message', () => {
  it('is sent again and says when', async () => {
    const model = 'redriven-by-action';
    await system.send(JSON.stringify({ id: model, model, usage: 'none' }));
    type List = { items: { eventId: string | null; redrivenAt: string | null }[] };
    const isOwn = ({ eventId }: List['items'][number]) => eventId === model;
    await until<List>('/quarantine', ({ items }) => items.some(isOwn));
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page
      .getByRole('region', { name: 'Rejected messages' })
      .getByRole('row')
      .filter({ hasText: model })
      .getByRole('button')
      .click();
    const dialog = page.getByRole('dialog', { name: 'Rejected message' });
    await dialog.getByRole('region').getByText(model).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('It is on the queue again.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await until<List>('/quarantine', ({ items }) =>
      items.some((item) => isOwn(item) && item.redrivenAt !== null),
    );
    await picture(page, 'redriven');
  });
});

describe('what the ledger itself costs', () => {
  it.runIf(IN_PROOF)('says how to have it recorded, and shows it once it is', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page.getByText('off by default').waitFor();
    const { ids } = await system.call<{ ids: string[] }>('POST', '/record', {
      provider: 'aws',
      service: 'lambda',
      model: 'arm64',
      region: 'us-east-1',
      usage: { requests: '4000000' },
      operation: 'costkeeper',
      resource: { type: 'costkeeper', id: 'local' },
    });
    expect(ids).toHaveLength(1);
    await until<{ totalUsd: string }>('/resources/costkeeper/local', ({ totalUsd }) => totalUsd === '0.8');
    await open(page, '/status');
    await page.getByText('of running the ledger since its start').waitFor();
    await page.getByText('$0.80').waitFor();
  });
});

describe('optimizations', () => {
  const WAYS = [
    ['Apply…', 'Applied', 'applied'],
    ['Reject', 'Reject', 'rejected'],
  ] as const;
  it.each(IN_PROOF ? WAYS : WAYS.slice(0, 1))('is decided upon by %s', async (button, action, status) => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/optimisations');
    await page.getByRole('button', { name: button, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await page.getByText('Noted.').waitFor();
    // The badge has a sign before its word.
    await page
      .getByText(new RegExp(`${status}$`))
      .first()
      .waitFor();
    const { items } = await system.call<{ items: { status: string }[] }>('GET', '/optimizations');
    expect(items.filter((item) => item.status === status)).toHaveLength(1);
  });
});

describe('entries of a range', () => {
  const FORMATS = [
    ['JSON', /^costkeeper-\d.*\.json$/, /^[[{][^]*"event-0"[^]*[\]}]\s*$/],
    ['FOCUS', /^costkeeper-focus-.*\.csv$/, /^[^\n]*BilledCost[^\n]*\n[^]*event-0/],
  ] as const;
  it.each(IN_PROOF ? FORMATS : FORMATS.slice(0, 1))('download as %s', async (format, name, content) => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/reports?range=30d');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: format, exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(name);
    expect(await text(await file.createReadStream())).toMatch(content);
  });
});

describe('a deleted resource', () => {
  it('is marked in the list and on its receipt, and keeps its cost', async () => {
    await system.call('POST', '/record', {
      provider: 'openai',
      model: 'gpt-4o',
      usage: { input_tokens: 1000 },
      resource: { type: 'episode', id: 'deleted-by-action' },
      group: { type: 'podcast', id: 'of-deleted' },
    });
    type Receipt = { events: number; totalUsd: string };
    const before = await until<Receipt>('/resources/episode/deleted-by-action', ({ events }) => events === 1);
    await system.call('DELETE', '/resources/episode/deleted-by-action');
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/group?type=podcast&id=of-deleted');
    const link = page.getByRole('link', { name: 'deleted-by-action', exact: true });
    const row = page.getByRole('row').filter({ has: link });
    await row.getByText('deleted', { exact: true }).waitFor();
    expect(await link.evaluate((shown) => getComputedStyle(shown).textDecorationLine)).toContain(
      'line-through',
    );
    await expectAccessible(page);
    await link.click();
    await page.waitForURL(/\/resource\?/);
    await page.getByText('deleted', { exact: true }).waitFor();
    expect(await system.call('GET', '/resources/episode/deleted-by-action')).toMatchObject({
      totalUsd: before.totalUsd,
    });
  });
});
