import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../testing/browser-options.ts';
import { manyDays, thousandUsers } from '../testing/large-answers.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { median } from './support/median.ts';

export const description =
  'long tasks and paints of the dashboard in a browser: 1,000 users, 400 days, the overview; median of five';

const RUNS = 5;
/** What still counts as a page that answers at once, ms. */
const GOALS = { longestTask: 150, largestPaint: 1000 };
/** A task or a paint that comes late is still seen. */
const AFTER_MS = 300;

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

/** Answers with 1,000 users and 400 days, whatever the ledger holds. */
async function answerLarge(page: Page): Promise<void> {
  await page.route('**/cost-tracking/users?*', (route) => route.fulfill({ json: thousandUsers() }));
  await page.route('**/cost-tracking/trends?*', (route) =>
    route.fulfill({ json: manyDays(route.request().url().includes('dimension=user') ? 'user' : 'name') }),
  );
}

async function measure(browser: Browser, baseURL: string, address: string, ready: string) {
  const viewport = { width: 1440, height: 1000 };
  const context = await browser.newContext({ baseURL, viewport, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await answerLarge(page);
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await page.waitForTimeout(AFTER_MS);
  const { paint, tasks, largest } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
  await context.close();
  const after = tasks.filter(([start]) => start >= paint).map(([, duration]) => duration);
  return { longestTask: Math.max(0, ...after), largestPaint: Math.round(largest) };
}

const PAGES = [
  ['users', '/users?range=year', 'text=user-7', 'longestTask'],
  ['days', '/explore?range=year', 'canvas', 'longestTask'],
  ['overview', '/', 'h1', 'largestPaint'],
] as const;

/** Prints a line for each page and hands back the object of the last line. */
export async function run(): Promise<object> {
  await using system = await startLocalSystem();
  const browser = await chromium.launch(await browserOptions());
  const medians: Record<string, number> = {};
  try {
    for (const [name, address, ready, figure] of PAGES) {
      const values: number[] = [];
      for (let time = 0; time < RUNS; time += 1) {
        values.push((await measure(browser, system.endpoints.dashboard, address, ready))[figure]);
      }
      medians[name] = median(values);
      console.log(
        `${name.padEnd(10)} ${figure} median ${medians[name]} ms of ${values.join(', ')} (goal: ${GOALS[figure]} ms)`,
      );
    }
  } finally {
    await browser.close();
  }
  return { bench: 'page-speed', runs: RUNS, medianMs: medians, goalsMs: GOALS };
}
