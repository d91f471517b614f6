import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MostExpensiveReader } from '../core/overview/most-expensive-entries.ts';
import { OverviewReader, TOP_DAYS } from '../core/overview/read-overview.ts';
import { RecentCells, versionsOf } from '../core/overview/recent-cells.ts';
import { readReceipt, readUser, readUsers } from '../core/spend/read-totals.ts';
import { addDays, type Day, parseDay, startOfDay } from '../core/time/ledger-time.ts';
import type { Ledger } from '../lambdas/composition/ledger.ts';
import { startDynamo, temporaryFolder } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { SETTINGS } from './rebuild.ts';
import { daysOf, type EntryPlan, jobsOf } from './support/made-up-jobs.ts';
import { measure } from './support/measure.ts';
import { countUnits } from './support/meter.ts';
import { writeEntries } from './support/write-ledger.ts';
import { writeTotals } from './support/write-totals.ts';

export const description =
  'read units of the dashboard, a receipt, a month of a user and the ten biggest spenders by number of entries: --entries 10000,100000,1000000';

/** The same people and the same work on every ledger: what grows is how many calls each job makes. */
const JOBS = 2000;
const TABLE = 'growth';
const USER = 'user-0';
const GOAL = 1.2;

/** What a read is given: a ledger nobody has read from, on the evening of the last day that has entries. */
interface Evening {
  readonly ledger: Ledger;
  readonly today: Day;
  readonly now: number;
  readonly resource: { readonly type: string; readonly id: string };
}

const READS: Readonly<Record<string, (evening: Evening) => Promise<unknown>>> = {
  dashboard: async ({ ledger, today, now }) => {
    const { totals, clock } = ledger;
    const cells = await new RecentCells(totals, clock, 'UTC').read();
    await new OverviewReader(totals, clock, 'UTC').read(now, cells);
    const versions = Promise.resolve(versionsOf(cells));
    await new MostExpensiveReader(ledger).read(addDays(today, 1 - TOP_DAYS), today, 10, versions);
  },
  receipt: ({ ledger, resource, now }) =>
    readReceipt(resource, { from: undefined, to: undefined }, { ...ledger, timeZone: 'UTC', now }),
  'month of a user': ({ ledger, today, now }) =>
    readUser(USER, { from: addDays(today, -29), to: today }, { ...ledger, timeZone: 'UTC', now }),
  'ten biggest spenders of a month': ({ ledger, today, now }) =>
    readUsers({ from: addDays(today, -29), to: today }, { limit: 10 }, { ...ledger, timeZone: 'UTC', now }),
};

const FIRST = parseDay('2026-09-01');
const DAYS = 60;

/** A ledger of that size as recorder and aggregator would have left it, written straight into a file of the engine. */
async function makeLedger(file: string, plan: EntryPlan): Promise<void> {
  const dynamo = await startDynamo(file);
  await dynamo.createTable(TABLE);
  dynamo.stop();
  writeEntries(file, TABLE, plan, startOfDay(addDays(plan.first, plan.days)));
  writeTotals(file, TABLE, plan);
}

/** Units, requests and processor of each read of one ledger. */
async function readLedger(file: string, plan: EntryPlan) {
  const today = daysOf(plan).at(-1) ?? plan.first;
  const now = startOfDay(today) + 23 * 3_600_000;
  const [job] = jobsOf(today, plan.calls ?? 1, plan);
  const resource = job?.[0].resource ?? { type: 'episode', id: '' };
  const dynamo = await startDynamo(file);
  const rows: Record<string, { units: number; requests: number; milliseconds: number }> = {};
  try {
    // As the nights' roll-ups leave it.
    const { daySums } = ledgerOn(dynamo.client(), TABLE, SETTINGS);
    for (const day of daysOf(plan).slice(0, -1)) await daySums.keep(day);
    for (const [name, read] of Object.entries(READS)) {
      const client = dynamo.client();
      const counted = countUnits(client);
      const ledger = ledgerOn(client, TABLE, SETTINGS, { now: () => now });
      const { cpuSeconds, engineCpuSeconds } = await measure(dynamo.pid, () =>
        read({ ledger, today, now, resource }),
      );
      const { read: units, requests } = counted;
      rows[name] = { units, requests, milliseconds: Math.round((cpuSeconds + engineCpuSeconds) * 1000) };
    }
  } finally {
    dynamo.stop();
  }
  return rows;
}

function entriesOf(args: readonly string[]): number[] {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: 'string', default: '10000,100000,1000000' } },
  });
  const list = values.entries.split(',').map(Number);
  if (list.some((entries) => !Number.isInteger(entries) || entries < JOBS || entries % JOBS !== 0))
    throw new Error(
      `--entries takes numbers of entries with commas between, each ${JOBS} times a whole number`,
    );
  return list;
}

/** Prints a row for each read; the last line is an object with what each took, and how it grew. */
export async function run(args: readonly string[] = []): Promise<object> {
  const sizes = entriesOf(args);
  const ledgers: Record<number, Awaited<ReturnType<typeof readLedger>>> = {};
  for (const entries of sizes) {
    const folder = temporaryFolder('costkeeper-growth-');
    const plan = { first: FIRST, days: DAYS, entries, calls: entries / JOBS };
    try {
      const file = join(folder, 'table.db');
      await makeLedger(file, plan);
      ledgers[entries] = await readLedger(file, plan);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const growth: Record<string, number> = {};
  for (const name of Object.keys(READS)) {
    const units = sizes.map((entries) => ledgers[entries]?.[name]?.units ?? Number.NaN);
    growth[name] = Number(((units.at(-1) ?? 0) / (units[0] ?? 1)).toFixed(3));
    const each = sizes.map((entries, index) => {
      const { requests, milliseconds } = ledgers[entries]?.[name] ?? {};
      return `${entries}: ${units[index]} units, ${requests} requests, ${milliseconds} ms of processor`;
    });
    console.log(`${name.padEnd(33)} ${each.join('; ')}; ${growth[name]} times`);
  }
  return { bench: 'growth', goal: GOAL, ledgers, growth };
}
