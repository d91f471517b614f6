import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../../testing/dashboard/accessibility.ts';
import { lookAs, open, picture, settle } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

const LONG = 'a-name-of-which-nobody-thought-'.repeat(6);
const UNBROKEN = 'Nobodythoughtofanameaslongasthisone'.repeat(4);
const PATH = 'team/with/slashes/entries';
const MARKUP = '<b>bold</b><img src=x onerror=alert(1)>';
/** Nobody has a price for these; the second resembles a model that has one. */
const UNPRICED = ['odd-house-model-with-a-very-long-name-7b-instruct-q4_k_m', 'gpt-9-turbo-preview'];
const SAME_NAME = ['odd-one', 'odd-two'];
const RESOURCE = { type: 'odd', id: 'odd/episode' };
/** Other files' users of this ledger may have spent more than these. */
const OWN_USERS = `/explore?range=7d&by=user&resource=${encodeURIComponent(`${RESOURCE.type}/${RESOURCE.id}`)}`;

let system: System;

function putName(route: string, name: string) {
  return system.call('PUT', route, { name });
}

beforeAll(async () => {
  system = await takeSystem();
  const before = await system.call<{ aggregated: number }>('GET', '/status');
  const people = [LONG, PATH, MARKUP];
  const events = people.flatMap((userId, person) =>
    ['gpt-4o-mini', ...UNPRICED].map((model, index) => ({
      id: `odd-${person}-${index}`,
      occurredAt: new Date().toISOString(),
      provider: 'openai',
      model,
      usage: { output_tokens: 120_000_000 },
      userId,
      resource: RESOURCE,
    })),
  );
  const grouped = SAME_NAME.map((id) => ({
    id: `odd-${id}`,
    occurredAt: new Date().toISOString(),
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { output_tokens: 120_000_000 },
    userId: 'odd-user',
    group: { type: 'series', id },
    tags: { tier: 'same-name' },
  }));
  await system.call('POST', '/record', { events: [...events, ...grouped] });
  for (const id of SAME_NAME) await putName(`/groups/series/${id}`, 'Same name');
  await putName(`/users?id=${encodeURIComponent(LONG)}`, UNBROKEN);
  await putName(`/users?id=${encodeURIComponent(PATH)}`, 'Slash / Person');
  await putName(`/resources?type=odd&id=${encodeURIComponent(RESOURCE.id)}`, 'Pilot');
  await system.call('POST', '/budgets', {
    name: 'Of an odd id',
    scope: { kind: 'user', id: PATH },
    period: 'monthly',
    limitUsd: '90000',
  });
  await system.call('POST', '/budgets/authorize', {
    userId: PATH,
    resource: RESOURCE,
    provider: 'openai',
    model: 'gpt-4o',
    estimateUsd: '0.01',
  });
  const counts = () => system.call<{ aggregated: number }>('GET', '/status');
  await waitFor(
    'the totals',
    counts,
    ({ aggregated }) => aggregated >= before.aggregated + events.length + grouped.length,
  );
});

afterAll(async () => {
  await system?.leave();
});

async function topOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.y ?? Number.NaN;
}

async function heightOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.height ?? Number.NaN;
}

describe('odd names', () => {
  it.each([
    [OWN_USERS, 'Spend by user'],
    ['/prices?tab=unpriced', 'Models without a price'],
  ])('reach over nothing at any width on %s', async (address, table) => {
    const { page, errors } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, address);
    await page.getByRole('region', { name: table }).locator('td').first().waitFor();
    for (const width of IN_PROOF ? [360, 768, 1440] : [360]) {
      await lookAs(page, { width, theme: 'light' });
      await settle(page);
      await picture(page, `odd-${table}-${width}`);
      expect([width, await violationsOf(page)]).toEqual([width, []]);
    }
    expect(errors).toEqual([]);
  });

  it('break as text does on a phone, behind separators of an id, and not within a word', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, OWN_USERS);
    const cell = page.locator('.named').filter({ hasText: 'Slash / Person' });
    const name = cell.locator('.row-name');
    // One line each: beside each other, both were columns of letters.
    expect(await heightOf(name)).toBeLessThan(30);
    expect(await cell.locator('wbr').count()).toBe(3);
  });

  it('stand in budgets and holds in the place of ids', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    await page.getByRole('link', { name: `Slash / Person (user ${PATH})` }).waitFor();
    await open(page, '/budgets?tab=holds');
    const row = page.getByRole('row').filter({ hasText: 'Slash / Person' });
    await row.getByRole('link', { name: 'odd Pilot' }).waitFor();
  });
});

describe('names of users, groups and resources', () => {
  it('stand in chips, headings across and the facts of an entry', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `${OWN_USERS}&split=model`);
    await page.locator('.chip', { hasText: 'resource Pilot (odd/odd/episode)' }).waitFor();
    await open(page, OWN_USERS.replace('by=user', 'by=model&split=user'));
    await page.getByRole('columnheader', { name: 'Slash / Person' }).waitFor();
    await open(page, OWN_USERS);
    await page
      .getByRole('region', { name: 'Entries' })
      .getByRole('row')
      .filter({ hasText: 'Slash / Person' })
      .locator('.entry-link')
      .first()
      .click();
    const facts = page.getByRole('dialog').locator('.facts');
    await facts.getByRole('link', { name: 'Slash / Person' }).waitFor();
    await facts.getByRole('link', { name: 'Pilot' }).waitFor();
  });
});

describe('models without a price, of one user', () => {
  it('are named in Explore, unpriced and with their number, and are no part of a share', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `/explore?range=7d&by=model&user=${encodeURIComponent(PATH)}`);
    const table = page.getByRole('region', { name: 'Spend by model' });
    for (const model of UNPRICED) {
      const row = table.getByRole('row').filter({ hasText: model });
      const cell = (name: string) => row.locator(`td[data-label="${name}"]`).innerText();
      expect([await cell('Spent'), await cell('Share'), await cell('Unpriced')]).toEqual([
        'unpriced',
        '–',
        '1',
      ]);
    }
    const priced = table.getByRole('row').filter({ hasText: 'gpt-4o-mini' });
    expect(await priced.locator('td[data-label="Unpriced"]').innerText()).toBe('0');
    expect(await table.innerText()).not.toContain('$0.00');
  });
});

describe('two groups of one name', () => {
  it('are told apart by their ids, across and in rows', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `/explore?range=7d&by=user&split=group&tag=tier:same-name`);
    for (const id of SAME_NAME)
      await page.getByRole('columnheader', { name: `Same name (series/${id})` }).waitFor();
    await open(page, '/explore?range=7d&by=group&top=50');
    const rows = page.getByRole('region', { name: 'Spend by group' }).getByRole('row');
    for (const id of SAME_NAME)
      await rows
        .filter({ hasText: 'Same name' })
        .filter({ hasText: `series/${id}` })
        .waitFor();
  });
});

describe('an amount below nothing', () => {
  it('stands in one line on a phone, sign and digits', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, '/reports?tab=reconcile&range=today');
    const bill = `provider,model,day,usd\nopenai,gpt-4o-mini,${new Date().toISOString().slice(0, 10)},0.01\n`;
    await page
      .getByLabel('The provider’s bill')
      .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(bill) });
    const residual = page.locator('.figure', { hasText: 'Residual' }).locator('.money');
    await residual.waitFor();
    expect(await residual.innerText()).toMatch(/^−\$[\d,]{3}/);
    const bills = page.locator('.figure', { hasText: 'Bill' }).locator('.money');
    expect(await heightOf(residual)).toBe(await heightOf(bills));
  });
});

describe('figures beside one that lacks prices', () => {
  it('stand at one height, and what no bar shows is told below the bars', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `/user?id=${encodeURIComponent(PATH)}`);
    const figures = page.locator('.figures').first();
    const spent = figures.locator('.figure dd .money[title^="$"]').first();
    const entries = figures.locator('.figure', { hasText: 'Entries' }).locator('dd');
    // The bigger letters begin a little above the others.
    expect(Math.abs((await topOf(spent)) - (await topOf(entries)))).toBeLessThan(12);
    const models = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'By model' }) });
    await models.getByText('2 unpriced entries are in no bar').waitFor();
    // What has no price is missing in what is spent of a limit, too.
    const budget = page.locator('.slider-head').filter({ hasText: 'Of an odd id' });
    await budget.getByText('at least').waitFor();
  });
});
