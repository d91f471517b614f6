import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkPages } from '../../../prove/pages/walk-pages.ts';
import { siteFiles } from '../../../scripts/docs-site/build-site.ts';
import { openWindow, type Visit } from '../../../testing/dashboard/window.ts';
import { openApiDocument } from '../../../testing/openapi-document.ts';
import { shareBrowser } from '../../support/shared/shared.ts';

const files = siteFiles(join(import.meta.dirname, '../../..'), await openApiDocument());
const pages = [...files.keys()].filter((path) => path.endsWith('.html'));
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
};

/** Pages that are looked at for their width: those with the longest names of commands and files in their text. */
const MOST_PAGES = 6;

function longestName(path: string): number {
  const text = (files.get(path) ?? '').replaceAll(/<pre[\s\S]*?<\/pre>/g, '');
  const words = [...text.matchAll(/<code>([^<]+)<\/code>/g)].flatMap(([, code = '']) => code.split(/\s/));
  return Math.max(0, ...words.map(({ length }) => length));
}

let browser: Browser;
let visit: Visit;
let page: Page;
beforeAll(async () => {
  browser = await shareBrowser();
  visit = await openWindow(browser, 'http://docs.example', { width: 360, theme: 'light' });
  page = visit.page;
  await page.route('http://docs.example/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files.get(pathname.slice(1));
    if (body === undefined) return route.fulfill({ status: 404 });
    const contentType = `${TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain'}; charset=utf-8`;
    return route.fulfill({ contentType, body });
  });
});
afterAll(() => browser.close());

describe('the site of the documentation, in a browser', () => {
  it('is as wide as a phone, whatever a page names', async () => {
    const wide: string[] = [];
    for (const path of pages.toSorted((a, b) => longestName(b) - longestName(a)).slice(0, MOST_PAGES)) {
      await page.goto(`/${path}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 360) wide.push(`${path}: ${width}`);
    }
    expect(wide).toEqual([]);
  });

  it('shows the text first on a phone, and the pages by a touch', async () => {
    await page.goto('/deploy.html');
    const heading = await page.getByRole('heading', { level: 1 }).boundingBox();
    expect(heading?.y).toBeLessThan(200);
    const link = page.getByRole('link', { name: 'Prices', exact: true });
    expect(await link.isVisible()).toBe(false);
    await page.getByText('Pages', { exact: true }).click();
    await link.click();
    expect(await page.title()).toBe('Prices · Costkeeper');
  });

  it('finds an option by the search and leads to where it stands', async () => {
    await page.goto('/index.html');
    await page.getByRole('searchbox').fill('get-email-identity');
    await page.getByRole('link', { name: 'The first time in an account: 5. Let mails leave' }).click();
    expect(page.url()).toBe('http://docs.example/deploy.html#5-let-mails-leave');
  });

  it('finds first what has the words as they were typed, and says where nothing has them', async () => {
    await page.goto('/index.html');
    const search = page.getByRole('searchbox');
    await search.fill('Aspects of a whole zebra');
    await page.getByText('No section has all of these words.').waitFor();
    await search.fill('send one message');
    await page.getByText('No section has all of these words.').waitFor({ state: 'detached' });
    expect(await page.locator('#found a').first().textContent()).toBe(
      'Costkeeper: Send one message, see its cost',
    );
  });

  it('is accessible and whole at both widths, light and dark', async () => {
    const looks = [
      { width: 360, theme: 'light' },
      { width: 1440, theme: 'dark' },
    ] as const;
    const named = ['index', 'deploy'].map((name) => [name, `/${name}.html`] as const);
    expect((await walkPages(visit, named, looks)).faults).toEqual([]);
  });
});
