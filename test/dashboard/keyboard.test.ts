import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

/** Waits until the element has the focus. */
async function expectFocus(on: Locator): Promise<void> {
  await expect.poll(() => on.evaluate((element) => element === document.activeElement)).toBe(true);
}

describe('the search', () => {
  it('by its keys is typed into at once, and leads on by Enter', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search everything' });
    await expectFocus(field);
    await page.keyboard.type('price packs');
    await page.getByRole('option', { name: 'Price packs' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/tab=packs/);
    await expectFocus(page.locator('main'));
  });
});

describe('a dialog', () => {
  it('begins in its first field, and gives the focus back to the button that opened it', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    const button = page.getByRole('button', { name: 'New budget' });
    await button.press('Enter');
    await expectFocus(page.getByRole('dialog').getByLabel('Name'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(button);
  });
});

describe('the menu of a phone', () => {
  it('closes by Escape and by a link to the page that one is on, and keeps the focus meanwhile', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, '/status');
    const button = page.getByRole('button', { name: 'Menu', exact: true });
    const menu = page.locator('.side-open');
    await button.click();
    await expectFocus(menu.getByRole('link').first());
    await page.keyboard.press('Shift+Tab');
    await expectFocus(menu.getByRole('button').last());
    await page.keyboard.press('Escape');
    await expectFocus(button);
    await button.click();
    await menu.getByRole('link', { name: 'Status', exact: true }).click();
    await menu.waitFor({ state: 'detached' });
    await expectFocus(button);
  });

  it('stays behind a search that is opened from it', async () => {
    const { page } = await visit(system.browser, system.dashboard, { width: 360 });
    await open(page, '/status');
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    const search = page.locator('.side-open').getByRole('button', { name: 'Search' });
    await search.click();
    await expectFocus(page.getByRole('combobox', { name: 'Search everything' }));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocus(search);
  });
});
