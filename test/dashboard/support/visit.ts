import type { Browser, Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { violationsOf } from '../../../testing/dashboard/accessibility.ts';
import { lookAs, openWindow, type Visit } from '../../../testing/dashboard/window.ts';

interface VisitOptions {
  readonly width?: number;
  /** Signs in as the owner of this token instead of the administrator. */
  readonly token?: string;
  /** In a window whose clock the test moves. */
  readonly clock?: boolean;
}

/** So much of a page tells which it is and what it waits for. */
const MOST_LINES = 30;
/** How long a page that does not answer is waited for. */
const TOLD_MS = 10_000;

/** What a page shows, in a few lines: a locator that was waited for in vain tells nothing of it. */
function tellShown(body: Element, most: number): string {
  const document = body.ownerDocument;
  const shown = document.querySelector('dialog[open]') ?? document.querySelector('main') ?? body;
  const lines = (shown as HTMLElement).innerText.split(/\s*\n\s*/).slice(0, most);
  return [document.title, document.querySelector('h1')?.innerText, ...lines].join('\n    ');
}

/** Windows that were opened in this file. */
const opened = new Set<Page>();

/** Has a test that fails tell what the window shows. Windows of visit() are told of without it. */
export function tellOf(page: Page): void {
  opened.add(page);
}

afterEach(async ({ task }) => {
  const error = task.result?.errors?.[0];
  if (!error) return;
  for (const page of opened) {
    if (!page.url().startsWith('http')) continue;
    const told = page.locator('body').evaluate(tellShown, MOST_LINES, { timeout: TOLD_MS });
    const shown = await told.catch((reason: unknown) => `cannot be read: ${String(reason)}`);
    error.message += `\n\nThe page ${page.url()} shows\n    ${shown}`;
  }
});

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
  tellOf(page);
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
