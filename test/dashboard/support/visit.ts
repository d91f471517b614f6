import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { violationsOf } from '../../../testing/dashboard/accessibility.ts';
import { lookAs, openWindow, type Visit } from '../../../testing/dashboard/window.ts';

interface VisitOptions {
  readonly width?: number;
  /** Signs in as the owner of this token instead of the administrator. */
  readonly token?: string;
  /** In a window whose clock the test moves. */
  readonly clock?: boolean;
}

/** The windows of a file by its browser: to open one takes longer than most tests do. */
const windows = new WeakMap<Browser, { own?: Promise<Visit>; clock?: Promise<Visit> }>();

async function openWithClock(browser: Browser, baseURL: string): Promise<Visit> {
  const window = await openWindow(browser, baseURL);
  await window.page.clock.install();
  return window;
}

/**
 * The file's window on the dashboard, as if it was new: what an earlier test stored in it, answered in place of the
 * API or left open is gone; a clock that was moved stays where it is. Do not close it: it ends with the browser.
 */
export async function visit(
  browser: Browser,
  baseURL: string,
  { width = 1440, token, clock = false }: VisitOptions = {},
): Promise<Visit> {
  const kept = windows.get(browser) ?? {};
  windows.set(browser, kept);
  const window = await (clock
    ? (kept.clock ??= openWithClock(browser, baseURL))
    : (kept.own ??= openWindow(browser, baseURL)));
  const { page, context, errors } = window;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  // A window that has shown nothing yet has no store.
  if (page.url().startsWith('http')) await page.evaluate(() => localStorage.clear());
  await lookAs(page, { width, theme: 'light' });
  errors.length = 0;
  if (token !== undefined) {
    await page.route('**/config.json', async (route) => {
      const config = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...config, token } });
    });
  }
  return window;
}

/** No rule of WCAG 2.2 AA is broken and nothing sticks out at the side; in an open dialog, or in all the page. */
export async function expectAccessible(page: Page): Promise<void> {
  // The rest of the page is inert behind it, and looked at without it elsewhere.
  const within = (await page.locator('dialog[open]').count()) > 0 ? 'dialog[open]' : undefined;
  expect(await violationsOf(page, within)).toEqual([]);
}
