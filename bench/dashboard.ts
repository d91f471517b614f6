import { cpSync, rmSync } from 'node:fs';
import { totalKey } from '../adapters/dynamo/total-keys.ts';
import { PREFIX } from '../contracts/table-layout.ts';
import { rollUpJob } from '../lambdas/jobs/roll-up.ts';
import { findAnomaliesTask } from '../lambdas/tasks/find-anomalies.ts';
import { findOptimizationsTask } from '../lambdas/tasks/find-optimizations.ts';
import type { Ledger } from '../lambdas/composition/ledger.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { memoryWork } from '../testing/memory-work.ts';
import { startDynamo, temporaryFolder } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { makeFlow, readApi, sendBodies, type StatusCounts } from '../testing/usage-flow.ts';
import { percentile } from './support/percentile.ts';
import { runRebuild, SETTINGS } from './rebuild.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';
import { daysOf } from './support/made-up-jobs.ts';
import { callAsAdmin } from '../testing/local-calls.ts';
import { forgetStream, hasPartition } from './support/write-ledger.ts';

export const description =
  'reads of the running local system with --entries N (1,000,000) while more arrive: dashboard, budget status, own costs, savings, anomalies; --reuse DIR';

/** Events of today before the first measured read. */
const TODAY = 1000;
/** Closed days that nightly roll-ups have been to; the dashboard looks at six. */
const ROLLED_UP = 7;
const CALLS = 200;
/** New events arrive after this many calls. */
const ARRIVE_EVERY = 10;
const ARRIVING = 10;

const READS = {
  dashboard: { path: '/dashboard', as: 'reader' },
  budgetStatus: { path: '/budget/status', as: 'reader' },
  me: { path: '/me', as: 'user' },
  optimizations: { path: '/optimizations', as: 'reader' },
  anomalies: { path: '/anomalies', as: 'reader' },
} as const;

interface Times {
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Milliseconds until the whole answer of a read is there. */
async function timed({ api, tokens }: Endpoints, { path, as }: (typeof READS)[keyof typeof READS]) {
  const started = performance.now();
  const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${tokens[as]}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return performance.now() - started;
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

async function measure(
  endpoints: Endpoints,
  read: (typeof READS)[keyof typeof READS],
  arrive: () => Promise<void>,
): Promise<Times> {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    if (call % ARRIVE_EVERY === 0) await arrive();
    times.push(await timed(endpoints, read));
  }
  const [first = Number.NaN] = times;
  return {
    firstMs: rounded(first),
    p50Ms: rounded(percentile(times, 0.5)),
    p95Ms: rounded(percentile(times, 0.95)),
  };
}

/** Reads of a system that has just been started on the ledger. */
async function readSystem({ endpoints }: { readonly endpoints: Endpoints }) {
  const coldMs = rounded(await timed(endpoints, READS.dashboard));
  console.log(`first read of the system, GET /dashboard: ${coldMs} ms`);
  const limits = { monthlyLimit: '1000000', dailyLimit: '100000' };
  await callAsAdmin(endpoints, 'PUT', '/budget/config', limits);
  const { bodies } = makeFlow(TODAY + Object.keys(READS).length * CALLS, Date.now());
  let sent = 0;
  const arrive = async (count: number) => {
    await sendBodies(endpoints, bodies.slice(sent, sent + count));
    sent += count;
  };
  await arrive(TODAY);
  for (let busy = true; busy;) {
    const { recorded, aggregated, lagSeconds } = await readApi<StatusCounts & { lagSeconds: number }>(
      endpoints,
      '/status',
    );
    busy = recorded !== aggregated || lagSeconds > 0;
  }
  const answers: Record<string, Times> = {};
  console.log(`${''.padEnd(14)} ${'first'.padStart(8)} ${'p50'.padStart(8)} ${'p95'.padStart(8)}  ms`);
  for (const [name, read] of Object.entries(READS)) {
    const times = await measure(endpoints, read, () => arrive(ARRIVING));
    answers[name] = times;
    const columns = Object.values(times).map((value) => String(value).padStart(8));
    console.log(`${name.padEnd(14)} ${columns.join(' ')}`);
  }
  return { coldMs, ...answers };
}

/** Brings the ledger to where the nights before would have left it: all totals, the last days rolled up. */
async function prepare({ file, table, plan }: StoredLedger): Promise<void> {
  const days = daysOf(plan).slice(-ROLLED_UP);
  const [first = plan.first] = days;
  if (
    !hasPartition(
      file,
      table,
      totalKey({ kind: 'day', day: first, lane: 0, of: { kind: 'user', id: '' } }).pk,
    )
  )
    await runRebuild({ file, table, plan });
  const missing = days.filter((day) => !hasPartition(file, table, `${PREFIX.closed}${day}`));
  const dynamo = await startDynamo(file);
  try {
    const ledger = ledgerOn(dynamo.client(), table, SETTINGS);
    await watchNight(ledger);
    const rollUp = rollUpJob(ledger, memoryWork());
    for (const date of missing) {
      const step = await rollUp.step({ input: { date } } as Parameters<typeof rollUp.step>[0], Infinity);
      if (!step.done) throw new Error(`the roll-up of ${date} did not end`);
      console.log(`rolled up ${date}`);
    }
  } finally {
    dynamo.stop();
    forgetStream(file);
  }
}

/** What the last night's search for anomalies and savings leaves, for reads to find. */
async function watchNight(ledger: Ledger): Promise<void> {
  const silent = { info: () => undefined, warn: () => undefined, addMetric: () => undefined };
  const queue = { send: () => Promise.reject(new Error('no job starts here')) };
  const context = { ledger, queue, logger: silent, metrics: silent };
  for (const taskOf of [findAnomaliesTask, findOptimizationsTask]) {
    const started = performance.now();
    await taskOf(context)(new Date().toISOString());
    console.log(`${taskOf.name}: ${rounded((performance.now() - started) / 1000)} s`);
  }
}

/** Works on a copy: the ledger stays as it is. */
async function readCopy(ledger: StoredLedger) {
  await prepare(ledger);
  const copy = temporaryFolder('costkeeper-bench-');
  try {
    cpSync(ledger.folder, copy, { recursive: true });
    await using system = await startLocalSystem('--data', copy);
    return await readSystem(system);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Prints a table and hands back the object of the last line. */
export async function run(args: readonly string[] = []): Promise<object> {
  const options = ledgerOptions(args);
  return { bench: 'dashboard', entries: options.entries, ...(await withStoredLedger(options, readCopy)) };
}
