import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

const ARTEFACTS = path.join(import.meta.dirname, '..', '..', '..', '.artefacts', 'dashboard');

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and of the page's policy, as they come. */
  readonly errors: string[];
}

/** A net for what never comes: on a slow or busy machine everything takes longer. */
const LONGEST_MS = 300_000;

interface VisitOptions {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  /** Signs in as the owner of this token instead of the administrator. */
  readonly token?: string;
}

/** Opens a window on the dashboard. */
export async function visit(
  browser: Browser,
  baseURL: string,
  { width = 1440, theme = 'light', token }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL,
    locale: 'en-US',
    colorScheme: theme,
    viewport: { width, height: width < 500 ? 780 : 1000 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) errors.push(message.text());
  });
  if (token !== undefined) {
    await page.route('**/config.json', async (route) => {
      const config = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...config, token } });
    });
  }
  return { page, context, errors };
}

/** Opens an address and waits until nothing is being read any more. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
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

/** No rule of WCAG 2.2 AA is broken and nothing sticks out at the side. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}

/** Rules of WCAG 2.2 AA that the page breaks, with the elements, and what sticks out at the side. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Read anew for each document only; a second look at the same one finds it loaded.
  const isLoaded = await page.evaluate(() => 'axe' in window);
  // The page has no frames of other origins; the other mode opens a window for each look.
  const { violations } = await new AxeBuilder({ page, ...(isLoaded && { axeSource: 'undefined' }) })
    .setLegacyMode()
    // Every rule runs all the same; what passed is not described node by node, which takes as long as the rules.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const broken = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  return [...broken, ...(await page.evaluate(stickingOut))];
}

/** What reaches over the right edge, while the page can be scrolled sideways; runs inside the page. */
function stickingOut(): string[] {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
    .map((element) => `${location.pathname}: ${element.outerHTML.slice(0, 160)}`);
}
