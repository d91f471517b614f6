import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../testing/browser-options.ts';
import { manyDays, thousandUsers, usersAsBreakdown } from '../testing/large-answers.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { median } from '../core/forecast/statistics.ts';

export const description =
  'long tasks, paints and layout shift of the dashboard in a browser: 1,000 users, 400 days, the overview; median of five';

const RUNS = 5;
/** What still counts as a page that answers at once, ms, of tasks those of the processor; of layout shift the sum of the page's shifts. */
const GOALS = { longestTask: 100, largestPaint: 1000, layoutShift: 0.1, rows: 1000 };
/** A task or a paint that comes late is still seen. */
const AFTER_MS = 300;

/** Keeps, from the page's start, its largest paint, ms, and its layout shift. */
function watch() {
  const seen = { largest: 0, shift: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { entryType, startTime } = entry;
      if (entryType === 'layout-shift') {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) seen.shift += value;
      } else seen.largest = startTime;
    }
  }).observe({ entryTypes: ['largest-contentful-paint', 'layout-shift'] });
}

interface Seen {
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

/** One event of a trace, in microseconds; `tdur` is what its thread computed. */
interface Traced {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

function threadOf({ pid, tid }: Traced): string {
  return `${pid} ${tid}`;
}

function namesPage({ name, args }: Traced): boolean {
  return name === 'thread_name' && args.name === 'CrRendererMain';
}

/** Begins a trace of the browser; ends it with the longest task of a page's thread behind the first paint, ms of processor. */
async function traceTasks(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  const events: Traced[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as Traced[])));
  const traceConfig = { includedCategories: ['toplevel', 'loading', 'devtools.timeline'] };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    const pages = new Set(events.filter(namesPage).map(threadOf));
    const painted = Math.min(...events.filter(({ name }) => name === 'firstPaint').map(({ ts }) => ts));
    const tasks = events.filter((event) => event.name.endsWith('RunTask') && pages.has(threadOf(event)));
    const after = tasks.filter(({ ts }) => ts >= painted).map(({ tdur = 0 }) => tdur / 1000);
    return Math.round(Math.max(0, ...after));
  };
}

async function measure(browser: Browser, baseURL: string, address: string, ready: string) {
  const viewport = { width: 1440, height: 1000 };
  const context = await browser.newContext({ baseURL, viewport, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await answerLarge(page);
  const endTrace = await traceTasks(browser);
  const started = performance.now();
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  const rows = Math.round(performance.now() - started);
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await page.waitForTimeout(AFTER_MS);
  const longestTask = await endTrace();
  const { largest, shift } = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
  await context.close();
  return {
    longestTask,
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
  ['by user', '/explore?range=90d&by=user', 'canvas', 'longestTask'],
  ['by user', '/explore?range=90d&by=user', 'canvas', 'layoutShift'],
  ['users', '/users?range=year', 'text=user-7', 'layoutShift'],
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
