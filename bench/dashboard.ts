import { parseArgs } from 'node:util';
import { addDays, daysBetween } from '../core/time/ledger-time.ts';
import { CALLERS, startApi, type TestApi } from '../test/support/api.ts';
import { startDynamo } from '../test/support/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../test/support/ledger.ts';
import { loadTotals } from './support/load-totals.ts';

export const description =
  'reads of a ledger with the totals of --entries (1,000,000) entries: dashboard, budget status, own costs';

const TABLE = 'dashboard';
const NOW = Date.parse('2026-11-20T12:00:00Z');
const TODAY = '2026-11-20';
const DAYS = daysBetween(addDays(TODAY, -69), TODAY);
/** Entries that are there themselves: the newest ones, which the dashboard looks at. */
const NEWEST = 1000;
const CALLS = 200;
/** New entries arrive after this many calls. */
const ARRIVE_EVERY = 10;

const READS = {
  dashboard: { path: '/dashboard', as: CALLERS.reader },
  budgetStatus: { path: '/budget/status', as: CALLERS.reader },
  me: { path: '/me', as: CALLERS.user },
} as const;

interface Times {
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

async function record(ledger: TestLedger, from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => {
    const at = new Date(NOW - 3_600_000 + ((from + index) % 3_600_000)).toISOString();
    return usageEvent(`n${from + index}`, { occurredAt: at, userId: `user-${index % 50}` });
  });
  for (let start = 0; start < events.length; start += 500) {
    await ledger.record(events.slice(start, start + 500));
  }
}

async function measure(
  api: TestApi,
  { path, as }: (typeof READS)[keyof typeof READS],
  arrive: () => Promise<void>,
) {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    if (call % ARRIVE_EVERY === 0) await arrive();
    const started = performance.now();
    const { status } = await api.call(path, { as });
    times.push(performance.now() - started);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }
  const [first = 0] = times;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(share * (CALLS - 1))] ?? 0).toFixed(1));
  return { firstMs: Number(first.toFixed(1)), p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Prints a table and hands back the object of the last line. */
export async function run(args: readonly string[] = []) {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: 'string', default: '1000000' } },
  });
  const entries = Number(values.entries);
  const dynamo = await startDynamo();
  try {
    const ledger = await startLedger(dynamo, TABLE, { now: () => NOW });
    await ledger.record([usageEvent('first', { occurredAt: `${DAYS[0]}T00:00:00Z` })]);
    const started = performance.now();
    const totals = await loadTotals(entries, DAYS, { client: dynamo.client(), table: TABLE });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${totals} totals of ${entries} entries on ${DAYS.length} days, written in ${seconds} s`);
    await record(ledger, 0, NEWEST);
    await ledger.aggregate([TODAY]);
    const api = startApi(dynamo, TABLE);
    await api.call('PUT /budget/config', { body: { monthlyLimit: '1000000', dailyLimit: '100000' } });
    let arrived = NEWEST;
    const arrive = async () => {
      await record(ledger, arrived, 10);
      arrived += 10;
      await ledger.aggregate([TODAY]);
    };
    const answers: Record<string, Times> = {};
    console.log(`${''.padEnd(14)} ${'first'.padStart(8)} ${'p50'.padStart(8)} ${'p95'.padStart(8)}  ms`);
    for (const [name, read] of Object.entries(READS)) {
      const times = await measure(api, read, arrive);
      answers[name] = times;
      const columns = Object.values(times).map((value) => String(value).padStart(8));
      console.log(`${name.padEnd(14)} ${columns.join(' ')}`);
    }
    return { bench: 'dashboard', entries, totals, ...answers };
  } finally {
    dynamo.stop();
  }
}
