import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open, settle } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

let system: System;
let page: Page;
/** The first day of the ledger, and a range that begins a month before it. */
let firstDay: string;
let range: string;
beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
  ({ firstDay } = await system.call<{ firstDay: string }>('GET', '/history'));
  const dayOf = (after: number) =>
    new Date(Date.parse(`${firstDay}T00:00:00Z`) + after * 86_400_000).toISOString().slice(0, 10);
  range = `from=${dayOf(-30)}&to=${dayOf(2)}`;
  ({ page } = await visit(system.browser, system.dashboard));
});
afterAll(async () => {
  await system?.leave();
});

const told = () => page.locator('main').getByText(/^The ledger begins on .+: nothing was recorded before\.$/);

describe('days before the ledger began', () => {
  it.each(['/explore', '/user?id=user-1', '/group?type=podcast&id=pod-1', '/reports', '/me'])(
    'are told on %s',
    async (address) => {
      await open(page, `${address}${address.includes('?') ? '&' : '?'}${range}`);
      await told().first().waitFor();
    },
  );

  it.each(['daily', 'weekly', 'monthly'])('are no rows of the %s table', async (interval) => {
    await open(page, `/reports?${range}&interval=${interval}`);
    const rows = page.getByRole('region', { name: 'Periods' }).locator('tbody tr:not(.table-gap)');
    await rows.first().waitFor();
    await told().waitFor();
    const entries = await rows.locator('td[data-label=Entries]').allInnerTexts();
    expect(entries.length).toBeGreaterThan(0);
    expect(Number(entries.at(-1)?.replaceAll(',', ''))).toBeGreaterThan(0);
  });

  it('are no spend of nothing in Explore', async () => {
    await open(page, '/explore?from=2020-01-01&to=2020-01-31');
    await told().waitFor();
    await settle(page);
    expect(await page.locator('.figure', { hasText: 'Spent' }).innerText()).not.toContain('$0.00');
  });
});
