import { cpSync, rmSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Table } from '../adapters/dynamo/table.ts';
import { totalKey } from '../adapters/dynamo/total-keys.ts';
import { daySumsKey, STORED_SUM_KINDS } from '../adapters/dynamo/day-sums-store.ts';
import { parseDimension } from '../core/spend/dimension.ts';
import { readBreakdown } from '../core/spend/read-breakdown.ts';
import { readWeeklySummary } from '../core/spend/read-periods.ts';
import type { EntryContext } from '../core/spend/read-entries.ts';
import { readResources, readUsers } from '../core/spend/read-totals.ts';
import type { Days } from '../core/time/range.ts';
import { spendFilters } from '../lambdas/api/spend-filter.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { browserOptions } from '../testing/browser-options.ts';
import { startDynamo, temporaryFolder, type TestDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { readApi } from '../testing/usage-flow.ts';
import { SETTINGS } from './rebuild.ts';
import { countingClient } from './support/count-answers.ts';
import { daysOf } from './support/made-up-jobs.ts';
import { measure, round } from './support/measure.ts';
import { median } from '../core/forecast/statistics.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';
import { hasPartition } from './support/write-ledger.ts';
import { writeTotals } from './support/write-totals.ts';

export const description =
  'reads of 90 days of 1,200 users: what each asks of the table, over HTTP, in the browser; --entries N (216,000), --reuse DIR';

/** 54,000 jobs of four calls, each for an episode of its own; one call in 40 has failed. */
const SHAPE = { entries: 216_000, days: 90, users: 1200, calls: 4, oneFailsOf: 40 };
const TIMES = 5;
const GOALS = { readMs: 500, pageMs: 1000 };

type Read = (days: Days, context: EntryContext) => Promise<unknown>;

const byUser = parseDimension('user', []);
const byModel = parseDimension('model', []);

const READS = {
  'users, whole totals': (days, { totals }) => totals.users(days),
  'breakdown by user': (days, context) => readBreakdown(byUser, spendFilters({}, []), days, context),
  users: (days, context) => readUsers(days, { limit: 50 }, context),
  resources: (days, context) => readResources({}, days, { limit: 50 }, context),
  'failed calls by model': (days, context) =>
    readBreakdown(byModel, spendFilters({ outcome: 'failed' }, []), days, context),
  'weekly summary': (days, { totals }) => readWeeklySummary(days, totals),
} satisfies Record<string, Read>;

/** Each read the first time and the next, on a ledger that has just been opened, before and after days are in one item. */
async function readTable({ file, table, plan }: StoredLedger) {
  const dynamo = await startDynamo(file);
  const days = daysOf(plan);
  const span = { from: plan.first, to: days.at(-1) ?? plan.first };
  const client = dynamo.client();
  const { daySums } = ledgerOn(client, table, SETTINGS);
  const byDays = new Table(client, table);
  const rows: Record<string, object> = {};
  const measureRead = async (name: string, read: Read) => {
    Object.assign(rows, await readTwice(dynamo, table, name, (context) => read(span, context)));
  };
  try {
    for (const day of days) {
      for (const kind of STORED_SUM_KINDS) await byDays.delete(daySumsKey(kind, day));
    }
    await measureRead('breakdown by user, day by day', READS['breakdown by user']);
    for (const day of days) await daySums.keep(day);
    for (const [name, read] of Object.entries(READS)) await measureRead(name, read);
  } finally {
    dynamo.stop();
  }
  return rows;
}

async function readTwice(
  dynamo: TestDynamo,
  table: string,
  name: string,
  read: (context: EntryContext) => Promise<unknown>,
) {
  const rows: Record<string, object> = {};
  const { client, answers } = countingClient(dynamo);
  const ledger = ledgerOn(client, table, SETTINGS);
  const context = { ...ledger, timeZone: 'UTC', now: Date.now() };
  for (const time of ['first', 'again']) {
    Object.assign(answers, { requests: 0, bytes: 0 });
    const { seconds, cpuSeconds, engineCpuSeconds } = await measure(dynamo.pid, () => read(context));
    const { requests, bytes } = answers;
    const row = { seconds, cpuSeconds, engineCpuSeconds, requests, megabytes: round(bytes / 1e6) };
    rows[`${name}, ${time}`] = row;
    console.log(
      `${name.padEnd(29)} ${time}: ${requests} requests, ${row.megabytes} MB, processor ${cpuSeconds} s here and ` +
        `${engineCpuSeconds} s in the engine, ${seconds} s`,
    );
  }
  return rows;
}

const PATHS = [
  '/breakdown/user?limit=50',
  '/users?limit=50',
  '/resources?limit=50',
  '/summary/weekly?',
  '/breakdown/model?outcome=failed',
];

async function readRoutes(endpoints: Endpoints, { from, to }: Days) {
  const routes: Record<string, { firstMs: number; nextMs: number }> = {};
  for (const path of PATHS) {
    const times: number[] = [];
    for (let time = 0; time <= TIMES; time++) {
      const started = performance.now();
      await readApi(endpoints, `${path}&from=${from}&to=${to}`);
      times.push(performance.now() - started);
    }
    const [first = 0, ...others] = times;
    routes[path] = { firstMs: Math.round(first), nextMs: Math.round(median(others)) };
    console.log(
      `${path.padEnd(34)} first ${Math.round(first)} ms, then ${Math.round(median(others))} ms (goal ${GOALS.readMs})`,
    );
  }
  return routes;
}

/** From the address to the first row, and to where no place waits any more. */
async function lookAtExplore(baseURL: string) {
  const browser = await chromium.launch(await browserOptions());
  const rows: number[] = [];
  const whole: number[] = [];
  try {
    for (let time = 0; time < TIMES; time++) {
      const page = await (await browser.newContext({ baseURL, reducedMotion: 'reduce' })).newPage();
      const started = performance.now();
      await page.goto('/explore?range=90d&by=user');
      // Looked for at every frame: a locator looks again after up to half a second, which was told as the page's.
      await page.waitForFunction(() =>
        [...document.querySelectorAll('[aria-label="Spend by user"] td')].some((cell) =>
          cell.checkVisibility(),
        ),
      );
      rows.push(Math.round(performance.now() - started));
      await page.waitForFunction(
        () => document.querySelector('canvas') !== null && document.querySelector('.skeleton') === null,
      );
      whole.push(Math.round(performance.now() - started));
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
  const figures = { rows: firstAndNext(rows), whole: firstAndNext(whole) };
  console.log(
    `Explore by user, rows: ${rows.join(', ')} ms, median behind the first ${figures.rows.nextMs} (goal ${GOALS.pageMs}); ` +
      `whole: ${whole.join(', ')} ms, ${figures.whole.nextMs}`,
  );
  return figures;
}

/** The first time, which finds functions that have read nothing yet, and the median of the others. */
function firstAndNext([firstMs = 0, ...others]: readonly number[]) {
  return { firstMs, nextMs: median(others) };
}

async function readLedger(ledger: StoredLedger) {
  const { file, table, plan } = ledger;
  const { pk } = totalKey({ kind: 'day', day: plan.first, lane: 0, of: { kind: 'user', id: '' } });
  if (!hasPartition(file, table, pk)) writeTotals(file, table, plan);
  const reads = await readTable(ledger);
  const copy = temporaryFolder('costkeeper-bench-');
  try {
    cpSync(ledger.folder, copy, { recursive: true });
    await using system = await startLocalSystem('--data', copy);
    const days = { from: plan.first, to: daysOf(plan).at(-1) ?? plan.first };
    const routes = await readRoutes(system.endpoints, days);
    return { reads, routes, explore: await lookAtExplore(system.endpoints.dashboard) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Prints a line for each read and hands back the object of the last line. */
export async function run(args: readonly string[] = []): Promise<object> {
  const options = ledgerOptions(args, SHAPE);
  return {
    bench: 'explore',
    entries: options.entries,
    goals: GOALS,
    ...(await withStoredLedger(options, readLedger)),
  };
}
