import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecimal, writeDecimal } from '../../contracts/decimal.ts';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open, picture, settle } from '../../testing/dashboard/window.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

/** After this time an open page has asked again. */
const REFRESHED_MS = 16_000;

let system: System;

beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
});

afterAll(async () => {
  await system?.leave();
});

interface Unpriced {
  readonly items: readonly { readonly model: string }[];
}

function readUnpriced(): Promise<Unpriced> {
  return system.call<Unpriced>('GET', '/prices/unpriced');
}

/** Records an entry of a model without a price. */
async function leaveUnpriced(model: string): Promise<void> {
  await system.call('POST', '/record', { provider: 'house', model, usage: { input_tokens: 1000 } });
  await waitFor('the entry without a price', readUnpriced, (list) => isListed(list, model));
}

function isListed({ items }: Unpriced, wanted: string): boolean {
  return items.some(({ model }) => model === wanted);
}

describe('what changed', () => {
  it('says that nothing is out of line once that is known', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await page.route('**/cost-tracking/dashboard', async (route) => {
      const dashboard = (await (await route.fetch()).json()) as { openAlerts: object };
      await route.fulfill({ json: { ...dashboard, openAlerts: { ...dashboard.openAlerts, worst: null } } });
    });
    let compared = 0;
    await page.route('**/cost-tracking/breakdown/*', async (route) => {
      await route.fulfill({ json: { items: [], totalUsd: '0', unpricedEvents: 0, scanned: false } });
      compared += 1;
    });
    const { promise: known, resolve: tell } = Promise.withResolvers<void>();
    await page.route('**/cost-tracking/anomalies', async (route) => {
      await known;
      // On a bar of the chart, and not among the last seven days.
      const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
      const strange = { dimension: 'model', key: 'gpt-4o', day, severity: 'critical' };
      const items = [{ ...strange, spentUsd: '9', expectedUsd: '1' }];
      await route.fulfill({ json: { items, complete: true } });
    });
    await page.goto('/');
    // Two weeks of three dimensions, and the models in use.
    await expect.poll(() => compared).toBe(7);
    const card = page.locator('.card').filter({ hasText: 'What changed' });
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await card.getByText('Nothing is out of line.').count()).toBe(0);
    expect(await card.locator('.skeleton').count()).toBe(1);
    tell();
    await card.getByText('Nothing is out of line.').waitFor();
    const legend = page.locator('.card').filter({ hasText: 'Last 30 days' }).locator('.legend');
    await legend.getByText('out of line').waitFor();
    expect(await legend.getByText('new price').count()).toBe(0);
  });
});

describe('changes', () => {
  it.runIf(IN_PROOF)('of the organisation’s form are saved and shown', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets');
    await page.getByLabel('Monthly limit, USD').fill('250.50');
    await page.getByLabel('Warning', { exact: true }).press('ArrowLeft');
    await page.getByLabel('Mail recipients').fill('ops@example.com, cfo@example.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    expect(await system.call('GET', '/budget/config')).toMatchObject({
      monthlyLimit: '250.5',
      warningThreshold: 75,
      emailRecipients: ['ops@example.com', 'cfo@example.com'],
    });
    await page.getByText('of $250.50').waitFor();
  });

  it('to a secret never show it', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets');
    await page
      .getByLabel('Slack address', { exact: true })
      .fill('https://hooks.slack.com/services/T0/B0/hidden-part');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Take away slack address' }).waitFor();
    // It is emptied behind the reads that the change brings.
    const address = page.getByLabel('Slack address', { exact: true });
    await expect.poll(() => address.inputValue()).toBe('');
    expect(await page.content()).not.toContain('hidden-part');
  });

  it.runIf(IN_PROOF)('that are a new budget show first what it would have raised', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    await page.getByRole('button', { name: 'New budget' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Every user, a day');
    await dialog.getByLabel('Limit, USD').fill('0.50');
    await dialog.getByLabel('Period').selectOption('daily');
    await dialog.getByRole('button', { name: /Preview/ }).click();
    await dialog.getByText(/It would have fired \d+ times/).waitFor();
    await expectAccessible(page);
    await picture(page, 'new-budget');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('region', { name: 'Budgets' }).getByText('Every user, a day').waitFor();
    // It denies, and other files make holds of their own.
    type List = { budgets: { id: string; name: string }[] };
    const { budgets } = await system.call<List>('GET', '/budgets?limit=200');
    const made = budgets.find(({ name }) => name === 'Every user, a day');
    await system.call('DELETE', `/budgets/${made?.id}`);
  });

  it('of a price ask what it would have changed, and settle what was unpriced', async () => {
    await leaveUnpriced('settled-by-page');
    const { page } = await visit(system.browser, system.dashboard, { clock: true });
    await open(page, '/prices?tab=unpriced');
    const row = page.getByRole('row').filter({ hasText: 'settled-by-page' });
    await row.getByText('input_tokens').waitFor();
    await row.getByRole('button', { name: 'Give a price' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Price, USD').fill('2.5');
    await dialog.getByRole('button', { name: /What if/ }).click();
    await dialog.getByText('Under this price', { exact: true }).waitFor();
    await picture(page, 'what-if');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/The price is in force/).waitFor();
    await waitFor('the settled entry', readUnpriced, (list) => !isListed(list, 'settled-by-page'));
    await page.clock.fastForward(REFRESHED_MS);
    await row.waitFor({ state: 'detached' });
  });
});

describe('reports', () => {
  it('download as CSV, print as a statement and compare with a bill', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/reports?range=30d');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await open(page, '/reports?tab=statement');
    await page.getByLabel('User').fill('user-1');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('region', { name: 'Lines of the statement' }).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^[\d,]+ \w+_tokens at \$[\d.]+ \/ 1M$/ })
      .first()
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'statement-shown');
    await page.emulateMedia({ media: 'print' });
    expect(
      await Promise.all(
        ['Lines of the statement', 'Total'].map((text) => page.getByText(text, { exact: true }).count()),
      ),
    ).not.toContain(0);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(false);
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
    await picture(page, 'statement-printed');
    await page.emulateMedia({ media: 'screen' });
    await open(page, '/reports?tab=reconcile&range=30d');
    const { days } = await system.call<{ days: { date: string; byModel: Record<string, string> }[] }>(
      'GET',
      '/summary/daily',
    );
    const billed = days.flatMap(({ date, byModel: { 'gpt-4o': usd } }) =>
      usd === undefined ? [] : [`openai,gpt-4o,${date},${writeDecimal((readDecimal(usd) ?? 0n) * 2n)}`],
    );
    const bill = ['provider,model,day,usd', ...billed, ''].join('\n');
    await page
      .getByLabel('The provider’s bill')
      .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(bill) });
    await page.getByRole('heading', { name: 'What is left over' }).waitFor();
    await page.getByRole('region', { name: 'The difference by cause' }).getByText('Another price').waitFor();
    await expectAccessible(page);
    await picture(page, 'reconciled');
    await page.getByRole('button', { name: 'Try this correction' }).click();
    await page.getByRole('heading', { name: /with prices of openai gpt-4o times 2$/ }).waitFor();
  });

  it.runIf(IN_PROOF)('compare a bill of many days in the background', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const [to, from] = [0, 60].map((days) =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
    );
    await open(page, `/reports?tab=reconcile&from=${from}&to=${to}`);
    const bill = `provider,model,day,usd\nopenai,gpt-4o,${from},1.25\nopenai,gpt-4o,${to},2.5\n`;
    await page
      .getByLabel('The provider’s bill')
      .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(bill) });
    await page.getByRole('heading', { name: 'What is left over' }).waitFor({ timeout: 60_000 });
    await page.getByText('$3.75').first().waitFor();
    await page.getByRole('link', { name: 'Download every line' }).waitFor();
    await expectAccessible(page);

    // One that counts and names no amount is no bill of $0.
    const counts = `provider,model,day,unit,quantity\nopenai,gpt-4o,${to},output_tokens,25\n`;
    await page
      .getByLabel('The provider’s bill')
      .setInputFiles({ name: 'counts.csv', mimeType: 'text/csv', buffer: Buffer.from(counts) });
    await page.getByText(/of the ledger is not compared/).waitFor();
    expect(await page.locator('.figures').count()).toBe(0);
  });
});

describe('a choice among a few', () => {
  it.each([
    ['/reports', 'Weekly', 'Daily'],
    ['/budgets?tab=holds', 'Last day', 'Open'],
  ])('is in the address, and Back takes it back: %s', async (address, other, first) => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, address);
    const before = page.url();
    await page.getByRole('button', { name: other, exact: true }).click();
    await page.locator(`[aria-pressed="true"]`, { hasText: other }).waitFor();
    expect(page.url()).not.toBe(before);
    await page.goBack();
    await page.locator(`[aria-pressed="true"]`, { hasText: first }).waitFor();
    expect(page.url()).toBe(before);
  });
});

describe('an API that is slow', () => {
  it('shows nothing of another list under a new heading', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const { promise: late, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/breakdown/resource?*', async (route) => {
      await late;
      await route.continue();
    });
    await open(page, '/explore?range=30d&by=group');
    const groups = page.getByRole('link', { name: /^podcast\// });
    await groups.first().click();
    await page.waitForURL(/group=podcast/);
    await page.locator('.skeleton').first().waitFor();
    expect(await groups.count()).toBe(0);
    answer();
    await page
      .getByRole('link', { name: /^episode\// })
      .first()
      .waitFor();
  });
});

describe('figures of other days', () => {
  it.runIf(IN_PROOF)(
    'are dimmed and cannot be acted on until those asked for are there; those of another user are gone',
    async () => {
      const { page } = await visit(system.browser, system.dashboard);
      const { promise: late, resolve: answer } = Promise.withResolvers<void>();
      await open(page, '/user?id=user-1&range=30d');
      await page.route('**/cost-tracking/users/*', async (route) => {
        await late;
        await route.continue();
      });
      await page.getByLabel('Range').first().selectOption('7d');
      const old = page.locator('.read-other > [inert]').filter({ hasText: 'Spent' });
      await old.waitFor();
      await page.evaluate(() => {
        history.pushState(null, '', '/user?id=user-2&range=7d');
        dispatchEvent(new PopStateEvent('popstate'));
      });
      await page.getByRole('heading', { level: 1, name: 'user-2' }).waitFor();
      await old.waitFor({ state: 'detached' });
      answer();
      await settle(page);
      expect(await page.locator('.read-other').count()).toBe(0);
    },
  );
});

describe('an API that does not answer', () => {
  // One that reads all the time, one that does so seldom, and one that does not.
  it.runIf(IN_PROOF).each(['/users', '/optimisations', '/reports?tab=statement'])(
    'is told of within 15 seconds, and a lost network at once, on %s',
    async (address) => {
      const { page, context } = await visit(system.browser, system.dashboard, { clock: true });
      await open(page, address);
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await context.setOffline(false);
      // A read that failed meanwhile says more than one that hangs: all is read again first.
      await page.locator('.connection-note').waitFor({ state: 'detached' });
      const { promise: never, resolve: end } = Promise.withResolvers<void>();
      await page.route('**/cost-tracking/**', async (route) => {
        await never;
        await route.abort();
      });
      await page.clock.runFor(15_000);
      await page.getByText('The server takes long to answer.').waitFor();
      end();
    },
  );
});

describe('an API that refuses a list', () => {
  it('is heard at once: what is refused is not asked for again', async () => {
    // No time passes on this page, so that nothing would be tried again.
    const { page } = await visit(system.browser, system.dashboard, { clock: true });
    let asked = 0;
    await page.route('**/cost-tracking/users?*', async (route) => {
      asked += 1;
      await route.fulfill({ status: 403, json: { title: 'Forbidden', detail: 'This list is not yours.' } });
    });
    await open(page, '/users');
    await page.getByText('This list is not yours.').first().waitFor();
    expect(asked).toBe(1);
  });
});

describe('an API that fails', () => {
  it('leaves the last data with a note, and goes on when it is back', async () => {
    const { page } = await visit(system.browser, system.dashboard, { clock: true });
    await open(page, '/status');
    const counts = await system.call<{ recorded: number }>('GET', '/status');
    const recorded = page.getByText(String(counts.recorded), { exact: true }).first();
    await recorded.waitFor();
    await page.route('**/cost-tracking/**', (route) => route.abort());
    await page.clock.fastForward(REFRESHED_MS);
    await page.locator('.stale-note').first().waitFor();
    expect(await recorded.isVisible()).toBe(true);
    await picture(page, 'offline');
    await page.unroute('**/cost-tracking/**');
    await page.clock.fastForward(REFRESHED_MS);
    await page.locator('.stale-note').first().waitFor({ state: 'detached' });
  });

  it.runIf(IN_PROOF)(
    'says so where there is nothing to show yet, and what the stage does not answer',
    async () => {
      const { page } = await visit(system.browser, system.dashboard);
      await page.route('**/cost-tracking/dashboard', (route) =>
        route.fulfill({
          status: 400,
          json: { title: 'Invalid input', status: 400, detail: 'no such thing' },
        }),
      );
      await page.route('**/cost-tracking/optimizations', (route) =>
        route.fulfill({ status: 404, json: { message: 'Not Found' } }),
      );
      await open(page, '/');
      await page.getByRole('alert').getByText('no such thing').waitFor();
      await expectAccessible(page);
      await open(page, '/optimisations');
      await page.getByText('Not available').waitFor();
    },
  );
});

describe('the theme', () => {
  it('is chosen by a button and stays', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.reload();
    await settle(page);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(15, 17, 23)',
    );
  });
});
