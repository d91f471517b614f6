import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordExample } from '../../testing/dashboard/example-ledger.ts';
import { go, open } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

/** A page loads anew at the earliest so long after it began. */
const AGAIN_MS = 13_000;

let system: System;

beforeAll(async () => {
  system = await takeSystem();
  await recordExample(system.call, Date.now());
});

afterAll(async () => {
  await system?.leave();
});

/** A window in which the scripts of a name do not arrive until they are given back. */
async function lackScript(name: string) {
  const { page, errors } = await visit(system.browser, system.dashboard, { clock: true });
  const scripts = `**/assets/${name}-*.js`;
  await page.route(scripts, (route) => route.fulfill({ status: 404, body: '' }));
  return { page, errors, giveBack: () => page.unroute(scripts) };
}

/** Lets time pass until the page has what it lacked. */
async function waitAgain(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  const look = async () => {
    await page.clock.fastForward(AGAIN_MS);
    return await isThere();
  };
  // A page that loads anew answers nothing for a moment.
  await expect.poll(() => look().catch(() => false)).toBe(true);
}

describe('a part of the page that does not arrive', () => {
  it('as a page is told by its heading and title, leaves the others, and comes once it is there', async () => {
    const { page, giveBack } = await lackScript('status-page');
    await open(page, '/');
    await page.getByRole('link', { name: 'Status', exact: true }).click();
    const told = 'This page could not be loaded';
    await page.getByRole('heading', { level: 1, name: told }).waitFor();
    await expect.poll(() => page.title()).toBe('Costkeeper');
    await go(page, '/users');
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await giveBack();
    await go(page, '/status');
    const heading = page.getByRole('heading', { level: 1, name: 'Status' });
    await waitAgain(page, () => heading.isVisible());
  });

  it('as a chart leaves the figures around it', async () => {
    const { page, giveBack } = await lackScript('time-chart');
    await page.goto('/');
    await page.getByText('The chart could not be loaded').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByText('in 30 days').waitFor();
    await giveBack();
    await waitAgain(page, async () => (await page.locator('canvas').count()) > 0);
  });

  it('as what the page begins with is told all the same', async () => {
    const { page, giveBack } = await lackScript('first');
    await page.goto('/status');
    await page.getByRole('heading', { level: 1, name: 'This page could not be loaded.' }).waitFor();
    await giveBack();
    const heading = page.getByRole('heading', { level: 1, name: 'Status' });
    await waitAgain(page, () => heading.isVisible());
  });
});
