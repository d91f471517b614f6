import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

describe('an event far beyond what is usual', () => {
  it.runIf(IN_PROOF)('is recorded as it is by one click', async () => {
    await system.send('neither is this');
    type List = { items: { id: string; reason: string; body: string | null }[] };
    const { items } = await until<List>('/quarantine', (list) =>
      list.items.some(({ body }) => body === 'neither is this'),
    );
    const kept = items.find(({ body }) => body === 'neither is this');
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    // The shared system keeps nothing aside by quantity: what it kept for another reason is shown under this one.
    await page.route(/\/quarantine\?/, async (route) => {
      const response = await route.fetch();
      const list = (await response.json()) as List;
      const shown = list.items.map((item) => (item.id === kept?.id ? { ...item, reason: 'suspect' } : item));
      await route.fulfill({ response, json: { ...list, items: shown } });
    });
    await open(page, '/status');
    const row = page.getByRole('row').filter({ hasText: 'suspect' });
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'Rejected message' });
    await expectAccessible(page);
    await picture(page, 'suspect');
    const sent = page.waitForRequest(/redrive$/);
    await dialog.getByRole('button', { name: 'It is right: record it' }).click();
    expect([(await sent).url().includes(kept?.id ?? 'none'), (await sent).postDataJSON()]).toEqual([
      true,
      { accept: true },
    ]);
    await page.getByText('It is on its way into the ledger as it is.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});

describe('an entry that was recorded wrongly', () => {
  it('is corrected, and voided, with a reason', async () => {
    const occurredAt = new Date(Date.now() - 60_000).toISOString();
    const events = ['revised-by-page', 'voided-by-page/1'].map((id) => ({
      id,
      occurredAt,
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 1_000_000 },
      userId: 'revised-user',
    }));
    await system.call('POST', '/record', { events });
    type User = { events: number; totalUsd: string };
    await until<User>('/users/revised-user', (user) => user.events === 2 && user.totalUsd === '0.3');
    const { page, errors } = await visit(system.browser, system.dashboard, { width: 360 });
    const openEntry = async (id: string) => {
      await open(page, '/user?id=revised-user');
      // Both have the same time: the dialog says which one it is.
      for (const button of await page.locator('.entry-link').all()) {
        await button.click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('Exact cost').waitFor();
        if (await page.getByRole('dialog', { name: `Entry ${id}`, exact: true }).isVisible()) return;
        await dialog.getByRole('button', { name: 'Close' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      throw new Error(`no row opens ${id}`);
    };
    await openEntry('revised-by-page');
    await page.getByRole('button', { name: 'Correct…' }).click();
    const correct = page.getByRole('dialog', { name: 'Correct the entry' });
    expect(await correct.getByRole('button', { name: 'Correct it' }).isDisabled()).toBe(true);
    await correct.getByLabel('input_tokens').fill('2000000');
    await correct.getByLabel('Why').fill('counted twice');
    await expectAccessible(page);
    await picture(page, 'correct-entry');
    await correct.getByRole('button', { name: 'Correct it' }).click();
    await page.getByText('The entry is corrected: $0.15').waitFor();
    await until<User>('/users/revised-user', ({ totalUsd }) => totalUsd === '0.45');
    const corrected = page.getByRole('region', { name: 'Corrected' });
    await corrected.getByText('it counts for').waitFor();
    expect(await corrected.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/−\$0\.15, counted twice$/),
      expect.stringMatching(/\$0\.3, counted twice$/),
    ]);
    // The way there and back.
    await corrected.getByRole('link').last().click();
    await page.getByRole('link', { name: 'revised-by-page', exact: true }).click();
    await corrected.waitFor();

    await openEntry('voided-by-page/1');
    await page.getByRole('button', { name: 'Void…' }).click();
    const voiding = page.getByRole('dialog', { name: 'Void the entry?' });
    await voiding.getByLabel('Why').fill('never happened');
    await expectAccessible(page);
    await picture(page, 'void-entry');
    await voiding.getByRole('button', { name: 'Void it' }).click();
    await page.getByText('The entry is void: −$0.15').waitFor();
    await until<User>('/users/revised-user', (user) => user.events === 1 && user.totalUsd === '0.3');
    await page.getByRole('region', { name: 'Void' }).getByText('never happened').waitFor();
    expect(await page.getByRole('button', { name: 'Void…' }).count()).toBe(0);
    await expectAccessible(page);
    await picture(page, 'entry-void');
    expect(errors).toEqual([]);
  });

  it.runIf(IN_PROOF)('is shown to readers without the buttons', async () => {
    const { page } = await visit(system.browser, system.dashboard, { token: system.tokens.reader });
    await open(page, '/user?id=revised-user');
    await page.locator('.entry-link').last().click();
    await page
      .getByRole('dialog', { name: /page(\/1)?$/ })
      .getByText('Exact cost')
      .waitFor();
    await picture(page, 'entry-reader');
    expect(await page.getByRole('button', { name: 'Void…' }).count()).toBe(0);
  });
});
