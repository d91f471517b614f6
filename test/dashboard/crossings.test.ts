import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { open } from '../../testing/dashboard/window.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

const USERS = Array.from({ length: 8 }, (_, index) => `crossing-${index}`);

interface Listed {
  readonly alerts: readonly {
    readonly scope: { readonly id: string };
    readonly acknowledgedAt: string | null;
  }[];
}

let system: System;
let budgetId: string;

function readAlerts(): Promise<Listed> {
  return system.call<Listed>('GET', `/alerts?limit=200&budgetId=${budgetId}`);
}

beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
  const budget = await system.call<{ id: string }>('POST', '/budgets', {
    name: 'Each that crosses',
    scope: { kind: 'user', id: '*' },
    period: 'monthly',
    limitUsd: '1000',
    thresholds: [{ percent: 50 }, { percent: 80 }, { percent: 100 }],
    projectedAlerts: false,
    enforcement: 'alert',
  });
  budgetId = budget.id;
  const events = USERS.map((userId) => ({
    id: `crossing-${userId}`,
    occurredAt: new Date().toISOString(),
    provider: 'openai',
    model: 'gpt-4o',
    usage: { output_tokens: 150_000_000 },
    userId,
  }));
  await system.call('POST', '/record', { events });
  await waitFor('alerts of every threshold', readAlerts, ({ alerts }) => alerts.length >= 24);
});

afterAll(async () => {
  // Nobody else expects its alerts.
  await system?.call('DELETE', `/budgets/${budgetId}`);
  await system?.leave();
});

/** Has alerts read five at a time. */
async function inFives(page: Page): Promise<void> {
  await page.route('**/cost-tracking/alerts?*', async (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set('limit', '5');
    await route.continue({ url: url.href });
  });
}

describe('eight crossings of three thresholds', () => {
  it('are eight rows, in the file too, and one is taken up whole', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, `/budgets?tab=alerts&budget=${budgetId}`);
    const rows = page.getByRole('region', { name: 'Alerts' }).locator('tbody tr');
    await rows.nth(7).waitFor();
    expect(await rows.count()).toBe(8);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV of this table' }).click();
    const [heading, ...lines] = (await text(await (await saved).createReadStream())).trim().split('\r\n');
    expect(heading).toBe(
      '"Time, UTC",Severity,Budget,Thresholds,Basis,Told,Spent of limit,Limit,Compared with,Taken up,Taken up by',
    );
    expect(lines).toHaveLength(8);
    expect(lines[0]).toContain(',actual,');

    for (const user of ['crossing-3', 'crossing-5']) {
      const take = rows.filter({ hasText: user }).getByRole('button', { name: 'Acknowledge' });
      await take.click();
      await take.waitFor({ state: 'detached' });
    }
    for (const order of ['descending', 'ascending']) {
      await page.getByRole('button', { name: 'Taken up' }).click();
      await page.locator(`th[aria-sort=${order}]`, { hasText: 'Taken up' }).waitFor();
    }
    const { alerts } = await readAlerts();
    const taken = alerts.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
    const counts = Map.groupBy(taken, ({ scope }) => scope.id);
    expect([...counts].map(([id, list]) => `${id} ${list.length}`).toSorted()).toEqual([
      'crossing-3 3',
      'crossing-5 3',
    ]);
  });

  it('are read on, page by page', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await inFives(page);
    await open(page, `/budgets?tab=alerts&budget=${budgetId}`);
    // Alerts of other budgets of this ledger are among those that are read on.
    const older = page.getByRole('button', { name: 'Older alerts' });
    const all = page.getByText('8 rows', { exact: true });
    const soFar = page.getByText(/so far; the order is among these/).first();
    let saidSoFar = false;
    await expect
      .poll(async () => {
        saidSoFar ||= await soFar.isVisible();
        // At once or not at all: behind the last page there is no such button.
        await older.evaluateAll((buttons) => {
          for (const button of buttons) (button as HTMLElement).click();
        });
        return await all.isVisible();
      })
      .toBe(true);
    expect(saidSoFar).toBe(true);
  });

  it('are all taken up, those of later pages too, and the count goes on when the tab is left', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await inFives(page);
    const { promise: hold, resolve: release } = Promise.withResolvers<void>();
    let sent = 0;
    await page.route('**/acknowledge?*', async (route) => {
      sent += 1;
      if (sent === 2) await hold;
      await route.continue();
    });
    await open(page, `/budgets?tab=alerts&budget=${budgetId}`);
    await page.getByRole('button', { name: 'Acknowledge all, older ones too' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    // Two crossings are taken up before, where the first of these tests ran.
    const count = page.getByText(/^Acknowledging 1 of [68]…$/);
    await count.waitFor();
    const tabs = page.getByRole('navigation', { name: 'Budgets and alerts' });
    await tabs.getByRole('link', { name: 'Holds' }).click();
    await count.waitFor({ state: 'detached' });
    await tabs.getByRole('link', { name: 'Alerts' }).click();
    await count.waitFor();
    release();
    await page.getByText(/^([68]) of \1 acknowledged\.$/).waitFor();
    const { alerts } = await readAlerts();
    expect(alerts.filter(({ acknowledgedAt }) => acknowledgedAt === null)).toEqual([]);
  });
});

describe('a chart on a phone', () => {
  it('keeps what a tap told when the browser then says that a mouse left', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, '/explore');
    const chart = page.locator('.chart-space').first();
    const over = chart.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    await over.hover();
    await over.dispatchEvent('pointerdown', { pointerType: 'touch' });
    const tip = page.locator('.chart-tip');
    await tip.getByRole('button', { name: 'Look into it' }).waitFor();
    // To the last digit, as it is spoken: a finger has no tooltip.
    const total = await tip.locator('.chart-tip-total .money').innerText();
    expect(await chart.locator('[aria-live]').textContent()).toMatch(
      new RegExp(`: ${RegExp.escape(total)}$`),
    );
    await over.dispatchEvent('mouseleave');
    await page.mouse.move(5, 5);
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    // A click of the mouse would be one of another pointer.
    await tip.getByRole('button', { name: 'Look into it' }).dispatchEvent('click');
    await page.waitForURL(/explore\?from=/);
  });
});
