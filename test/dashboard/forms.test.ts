import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { open } from '../../testing/dashboard/window.ts';
import { takeSystem, type System } from './support/system.ts';
import { expectAccessible, visit } from './support/visit.ts';

let system: System;

beforeAll(async () => {
  system = await takeSystem();
});

afterAll(async () => {
  await system?.leave();
});

const MAIL = 'Mail recipients';
/** Not saved in any test. */
const TYPED = 'typed@example.com';

/** Answers the page's questions, and counts them, until the test ends. */
function answerQuestions(page: Page, answer: 'accept' | 'dismiss') {
  const asked = { times: 0, answer };
  const hear = (dialog: { accept(): Promise<void>; dismiss(): Promise<void> }) => {
    asked.times += 1;
    void dialog[asked.answer]();
  };
  page.on('dialog', hear);
  onTestFinished(() => {
    page.off('dialog', hear);
  });
  return asked;
}

describe('a form that is not saved', () => {
  it('is asked about before Back and a search lead away from it', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/status');
    await page.getByRole('link', { name: 'Budgets and alerts', exact: true }).click();
    const field = page.getByLabel(MAIL);
    await field.fill(TYPED);
    const asked = answerQuestions(page, 'dismiss');
    await page.evaluate(() => history.back());
    await expect.poll(() => asked.times).toBe(1);
    expect(await field.inputValue()).toBe(TYPED);
    expect(new URL(page.url()).pathname).toBe('/budgets');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everything' }).fill('price packs');
    await page.getByRole('option', { name: 'Price packs' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => asked.times).toBe(2);
    expect(await field.inputValue()).toBe(TYPED);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    asked.answer = 'accept';
    await page.evaluate(() => history.back());
    await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
    expect(asked.times).toBe(3);
  });
});

describe('a form that is saved', () => {
  it('sends what was changed here, and nothing that another person may have changed meanwhile', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    const sent: unknown[] = [];
    await page.route('**/budget/config', async (route) => {
      if (route.request().method() !== 'PUT') return route.fallback();
      sent.push(route.request().postDataJSON());
      await route.fulfill({ json: {} });
    });
    await open(page, '/budgets');
    await page.getByLabel('Emergency', { exact: true }).fill('175');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByLabel(MAIL).fill(TYPED);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[0]).toEqual({ emergencyThreshold: 175 });
    expect(sent[1]).toMatchObject({ emailRecipients: [TYPED] });
    expect(Object.keys(sent[1] as object)).not.toContain('emergencyThreshold');
  });
});

describe('what is refused of a form', () => {
  it('stands beside its field: one of a list, a slider, an address', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets');
    const errors = page.locator('.field-error');
    const refusedIn = (label: string) =>
      page.locator('.field').filter({ hasText: label }).filter({ has: errors });
    await page.getByLabel(MAIL).fill('ops@example.com, nobody');
    await page.getByLabel('Slack address', { exact: true }).fill('http://example.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await refusedIn(MAIL).getByText('must be a mail address').waitFor();
    await refusedIn('Slack address').getByText('must be an https address').waitFor();
    await expectAccessible(page);
    await page.getByLabel(MAIL).fill('');
    await page.getByLabel('Slack address', { exact: true }).fill('');
    await page.getByLabel('Emergency', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .locator('.field')
      .filter({ has: page.locator('input[type=range]') })
      .getByText('must be at least')
      .waitFor();
  });
});

describe('a budget’s form', () => {
  it('says at a threshold what is wrong with it, and drops the preview of what it no longer says', async () => {
    const { page } = await visit(system.browser, system.dashboard);
    await open(page, '/budgets?tab=budgets');
    await page.getByRole('button', { name: 'New budget' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Refused');
    await dialog.getByRole('button', { name: /Preview/ }).click();
    const told = dialog.getByText(/It would (not )?have fired/);
    await told.waitFor();
    await dialog.getByLabel('Threshold 2', { exact: true }).fill('0');
    await told.waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    const second = dialog.locator('.threshold').nth(1);
    await second.getByRole('alert').getByText('must be a percentage above 0').waitFor();
    await expectAccessible(page);
  });
});
