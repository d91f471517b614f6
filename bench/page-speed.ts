import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../testing/browser-options.ts';
import { manyDays, thousandUsers, usersAsBreakdown } from '../testing/large-answers.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { median } from './support/median.ts';

export const description =
  'long tasks, paints and layout shift of the dashboard in a browser: 1,000 users, 400 days, the overview; median of five';

const RUNS = 5;
/** What still counts as a page that answers at once, ms; of layout shift the sum of the page's shifts. */
const GOALS = { longestTask: 100, largestPaint: 1000, layoutShift: 0.1, rows: 1000 };
/** A task or a paint that comes late is still seen. */
const AFTER_MS = 300;

/** Keeps, from the page's start, its longest task after the first paint, its largest paint, ms, and its layout shift. */
function watch() {
  const seen = { paint: Number.POSITIVE_INFINITY, tasks: [] as [number, number][], largest: 0, shift: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { entryType, startTime, duration } = entry;
      if (entryType === 'paint') seen.paint = Math.min(seen.paint, startTime);
      else if (entryType === 'longtask') seen.tasks.push([startTime, duration]);
      else if (entryType === 'layout-shift') {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) seen.shift += value;
      } else seen.largest = startTime;
    }
  }).observe({ entryTypes: ['paint', 'longtask', 'largest-contentful-paint', 'layout-shift'] });
}

interface Seen {
  readonly paint: number;
  readonly tasks: readonly (readonly [number, number])[];
  readonly largest: number;
  readonly shift: number;
}

/** Answers with 1,000 users and 400 days, whatever the ledger holds. */
async function answerLarge(page: Page): Promise<void> {
  await page.route('**/cost-tracking/users?*', (route) => route.fulfill({ json: thousandUsers() }));
  await page.route('**/cost-tracking/trends?*', (route) =>
    route.fulfill({ json: manyDays(route.request().url().includes('dimension=user') ? 'user' : 'name') }),
  );
  await page.route('**/cost-tracking/breakdown/user?*', (route) =>
    route.fulfill({ json: usersAsBreakdown() }),
  );
}

async function measure(browser: Browser, baseURL: string, address: string, ready: string) {
  const viewport = { width: 1440, height: 1000 };
  const context = await browser.newContext({ baseURL, viewport, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await answerLarge(page);
  const started = performance.now();
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  const rows = Math.round(performance.now() - started);
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await page.waitForTimeout(AFTER_MS);
  const { paint, tasks, largest, shift } = await page.evaluate(
    () => (globalThis as unknown as { seen: Seen }).seen,
  );
  await context.close();
  const after = tasks.filter(([start]) => start >= paint).map(([, duration]) => duration);
  return {
    longestTask: Math.max(0, ...after),
    largestPaint: Math.round(largest),
    layoutShift: Math.round(shift * 1000) / 1000,
    rows,
  };
}

const PAGES = [
  ['users', '/users?range=year', 'text=user-7', 'longestTask'],
  ['days', '/explore?range=year', 'canvas', 'longestTask'],
  ['overview', '/', 'h1', 'largestPaint'],
  ['overview', '/', 'h1', 'layoutShift'],
  ['days', '/explore?range=year', 'canvas', 'layoutShift'],
  ['by user', '/explore?range=90d&by=user', 'td', 'rows'],
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
      medians[`${name} ${figure}`] = median(values);
      console.log(
        `${name.padEnd(10)} ${figure} median ${medians[`${name} ${figure}`]} of ${values.join(', ')} (goal: ${GOALS[figure]})`,
      );
    }
  } finally {
    await browser.close();
  }
  return { bench: 'page-speed', runs: RUNS, medians, goals: GOALS };
}
