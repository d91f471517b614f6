import { chromium } from 'playwright-core';
import { browserOptions } from '../../testing/browser-options.ts';
import type { DrivenBrowser } from './driven-browser.ts';

/** The browser that npm brings, on which every other test of the page runs: what the others are held against. */
export async function startChromium(): Promise<DrivenBrowser> {
  const browser = await chromium.launch(await browserOptions());
  const page = await browser.newPage({ locale: 'en-US' });
  return {
    version: `Chromium ${browser.version()}`,
    resize: (width, height) => page.setViewportSize({ width, height }),
    open: async (url) => {
      await page.goto(url, { waitUntil: 'networkidle' });
    },
    evaluate: async <T>(expression: string) =>
      JSON.parse(await page.evaluate<string>(`JSON.stringify(${expression})`)) as T,
    picture: () => page.screenshot(),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
