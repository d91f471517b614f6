import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededSlice, walkPages } from '../../../prove/pages/walk-pages.ts';
import { PAGES } from '../../../testing/dashboard/pages.ts';
import { openWindow, type Visit } from '../../../testing/dashboard/window.ts';
import { shareBrowser } from '../../support/shared/shared.ts';

const LOOK = { width: 350, theme: 'dark' } as const;

let browser: Browser;
let window: Visit;

beforeAll(async () => {
  browser = await shareBrowser();
  window = await openWindow(browser, 'http://dashboard.example');
  await window.page.route('**/cost-tracking/dashboard', (route) => route.fulfill({ json: { usd: '1.50' } }));
});
afterAll(() => browser.close());

/** Serves a page that reads an answer with 1.50 USD, and says what a walk finds in two looks. */
async function faultsOf(main: string): Promise<readonly string[]> {
  const body = `<html lang="en"><title>A page</title><meta name="viewport" content="width=device-width">
    <main><h1>A page</h1>${main}</main><script>fetch('/cost-tracking/dashboard')</script></html>`;
  await window.page.route('**/a-page', (route) => route.fulfill({ contentType: 'text/html', body }));
  const { faults, looks } = await walkPages(window, [['a-page', '/a-page']], [LOOK, LOOK]);
  expect(looks).toBe(2);
  return faults;
}

describe('a walk through pages', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await faultsOf('<b class="money" title="$1.5">$1.50</b>')).toEqual([]);
  });

  it('finds what is not accessible, at every look, and what sticks out', async () => {
    expect(await faultsOf('<img src="a.png">')).toEqual(
      Array.from({ length: 2 }, () => 'a-page-dark-350: image-alt: <img src="a.png">'),
    );
    expect(await faultsOf('<p style="width: 900px">wide</p>')).toContainEqual(
      expect.stringMatching(/^a-page-dark-350: \/a-page: <p style="width: 900px">/),
    );
  });

  it('finds an amount that the API did not answer, and an error of a script', async () => {
    expect(
      await faultsOf('<b class="money" title="$2.5">$2.50</b><script>throw new Error("broken")</script>'),
    ).toEqual(['a-page: the API did not answer 2.5', 'a script: broken']);
  });
});

describe('a slice of the pages', () => {
  it('is the same for a seed, another for another, and has both themes and widths', () => {
    const slice = seededSlice(PAGES, 6, 1);
    expect(seededSlice(PAGES, 6, 1)).toEqual(slice);
    expect(seededSlice(PAGES, 6, 2)).not.toEqual(slice);
    expect(new Set(slice.map(({ page }) => page)).size).toBe(6);
    expect(new Set(slice.map(({ look }) => `${look.theme} ${look.width}`)).size).toBe(4);
  });
});
