import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const ARTEFACTS = path.join(import.meta.dirname, '..', '..', '.artefacts', 'dashboard');

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and of the page's policy, as they come. */
  readonly errors: string[];
}

/** A net for what never comes: on a slow or busy machine everything takes longer. */
const LONGEST_MS = 300_000;

const HEIGHT = 1000;
const NARROW = { width: 500, height: 780 };

export interface Look {
  readonly width: number;
  readonly theme: 'light' | 'dark';
}

/** Opens a window on the dashboard, with a store, cookies and a clock of its own. */
export async function openWindow(
  browser: Browser,
  baseURL: string,
  { width, theme }: Look = { width: 1440, theme: 'light' },
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL,
    locale: 'en-US',
    colorScheme: theme,
    viewport: viewport(width),
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) errors.push(message.text());
  });
  return { page, context, errors };
}

function viewport(width: number) {
  return { width, height: width < NARROW.width ? NARROW.height : HEIGHT };
}

/** Makes the window as wide, and its theme, as in this look. */
export async function lookAs(page: Page, { width, theme }: Look): Promise<void> {
  await page.setViewportSize(viewport(width));
  await page.emulateMedia({ colorScheme: theme, media: 'screen' });
}

/** Opens an address and waits until nothing is being read any more. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').first().waitFor();
  await settle(page);
}

/** Goes to an address as a link of the page does, without loading the page anew, and waits as `open` does. */
export async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
  await page.locator('h1').first().waitFor();
  await settle(page);
}

/** Waits until no skeleton is left. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
}

/** Keeps a picture for people to look at, where PICTURES is set: drawing them all takes a while. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['PICTURES']) return;
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: path.join(ARTEFACTS, `${name}.png`), fullPage: true });
}
