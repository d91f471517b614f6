import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { manyDays, thousandUsers } from './support/large-answers.ts';
import { startSystem, type System } from './support/system.ts';
import { settle, visit } from './support/visit.ts';

let system: System;
let browser: Browser;

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
}, 150_000);

afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

const RUNS = 5;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Keeps, from the page's start, its longest task after the first paint and its largest paint, ms. */
function watch() {
  const seen = { paint: Number.POSITIVE_INFINITY, tasks: [] as [number, number][], largest: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { entryType, startTime, duration } of list.getEntries()) {
      if (entryType === 'paint') seen.paint = Math.min(seen.paint, startTime);
      else if (entryType === 'longtask') seen.tasks.push([startTime, duration]);
      else seen.largest = startTime;
    }
  }).observe({ entryTypes: ['paint', 'longtask', 'largest-contentful-paint'] });
}

interface Seen {
  readonly paint: number;
  readonly tasks: readonly (readonly [number, number])[];
  readonly largest: number;
}

async function measure(address: string, ready: string): Promise<{ longest: number; largest: number }> {
  const { page, context } = await visit(browser, system.dashboard);
  await page.addInitScript(watch);
  await page.route('**/cost-tracking/users?*', (route) => route.fulfill({ json: thousandUsers() }));
  await page.route('**/cost-tracking/trends?*', (route) =>
    route.fulfill({ json: manyDays(route.request().url().includes('dimension=user') ? 'user' : 'name') }),
  );
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  await settle(page);
  await page.waitForTimeout(300);
  const { paint, tasks, largest } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
  await context.close();
  const after = tasks.filter(([start]) => start >= paint).map(([, duration]) => duration);
  return { longest: Math.max(0, ...after), largest };
}

describe('speed', () => {
  it.each([
    ['1,000 users', '/users?range=year', 'text=user-7'],
    ['400 days', '/explore?range=year', 'canvas'],
  ])(
    'of %s: no task over 150 ms after the first paint, median of five',
    { timeout: 60_000 },
    async (_, address, ready) => {
      const longest: number[] = [];
      for (let run = 0; run < RUNS; run += 1) longest.push((await measure(address, ready)).longest);
      expect(median(longest), `longest tasks: ${longest.join(', ')} ms`).toBeLessThanOrEqual(150);
    },
  );

  it('of the overview: the largest paint within a second, median of five', { timeout: 60_000 }, async () => {
    const largest: number[] = [];
    for (let run = 0; run < RUNS; run += 1) largest.push((await measure('/', 'h1')).largest);
    expect(median(largest), `largest paints: ${largest.join(', ')} ms`).toBeLessThan(1000);
  });
});
