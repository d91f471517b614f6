import { readFileSync } from 'node:fs';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { entryPartition } from '../adapters/dynamo/keys.ts';
import { RepairScopes } from '../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../adapters/dynamo/repair-store.ts';
import { DynamoTotalsReader } from '../adapters/dynamo/totals-reader.ts';
import { DynamoTotalsWriter } from '../adapters/dynamo/totals-writer.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import { type RepairPorts, repairScope } from '../core/spend/repair.ts';
import { sumTotals } from '../core/spend/total.ts';
import { startOfDay } from '../core/time/ledger-time.ts';
import { startDynamo, type TestDynamo } from '../test/support/dynamo.ts';
import { daysOf, type EntryPlan, writeEntries } from './support/ledger-of-entries.ts';

export const description = 'all totals from the entries, beside a bare loop of Query; --entries N';

const TABLE = 'rebuild';
const SETTINGS = { timeZone: 'UTC', lanes: [], trackedTags: ['tier'] };
/** us-east-1, on demand, USD per million read and write units (2025). */
const RRU_PRICE = 0.125;
const WRU_PRICE = 0.625;

interface Measured {
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
  /** Processor time of the engine. */
  readonly engineCpuSeconds: number;
  readonly peakRssMb: number;
}

/** Clock ticks of a process so far, in seconds; Linux counts 100 a second. */
function engineCpu(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure<T>(dynamo: TestDynamo, work: () => Promise<T>): Promise<Measured & { result: T }> {
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const [cpu, engine, started] = [process.cpuUsage(), engineCpu(dynamo.pid), performance.now()];
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  clearInterval(watch);
  return {
    result,
    seconds: round(seconds),
    cpuSeconds: round((used.user + used.system) / 1e6),
    engineCpuSeconds: round(engineCpu(dynamo.pid) - engine),
    peakRssMb: Math.round(Math.max(peak, process.memoryUsage().rss) / 1_048_576),
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** The least that reading the same partitions takes: one Query after the other with the plain client. */
async function bareLoop(dynamo: TestDynamo, plan: EntryPlan): Promise<number> {
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let items = 0;
  for (const day of daysOf(plan)) {
    let start: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: TABLE,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: entryPartition(day, 0) } },
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      items += page.Items?.length ?? 0;
      start = page.LastEvaluatedKey as typeof start;
    } while (start);
  }
  return items;
}

/** Repairs every day once; answers how many entries were read and totals written. */
async function rebuild(dynamo: TestDynamo, plan: EntryPlan) {
  const client = dynamo.client();
  const totals = new DynamoTotalsWriter(client, TABLE, () => 'page');
  const now = startOfDay(daysOf(plan).at(-1) ?? plan.first) + 2 * 86_400_000;
  const ports: RepairPorts = {
    store: new DynamoRepairStore(client, TABLE, totals),
    clock: { now: () => now },
    pause: () => Promise.resolve(),
  };
  const scopes = new RepairScopes(client, TABLE, SETTINGS);
  const sum = { entries: 0, totals: 0, repaired: 0 };
  for (const day of daysOf(plan)) {
    const report = await repairScope(scopes.day(day), ports);
    if (report.busy.length > 0) throw new Error(`${day} was busy: ${report.busy.join(', ')}`);
    sum.entries += report.entries;
    sum.totals += report.totals;
    sum.repaired += report.repairs.length;
  }
  return sum;
}

/** What the totals come to now, three ways that must agree. */
async function totalsNow(dynamo: TestDynamo, plan: EntryPlan) {
  const reader = new DynamoTotalsReader(dynamo.client(), TABLE, []);
  const days = { from: plan.first, to: daysOf(plan).at(-1) ?? plan.first };
  const [cells, users, resources] = await Promise.all([
    reader.cells(days),
    reader.users(days),
    reader.resources(daysOf(plan)),
  ]);
  return [cells, users, resources].map((list) => sumTotals(list.map(({ total }) => total)));
}

/** Writes the entries, reads them bare, makes all totals from nothing, then audits the finished ledger. */
export async function runRebuild(plan: EntryPlan) {
  const dynamo = await startDynamo();
  try {
    await dynamo.createTable(TABLE);
    console.log(`writing ${plan.entries} entries of ${plan.days} days …`);
    await writeEntries(dynamo, TABLE, plan);
    const bare = await measure(dynamo, () => bareLoop(dynamo, plan));
    const fresh = await measure(dynamo, () => rebuild(dynamo, plan));
    const audit = await measure(dynamo, () => rebuild(dynamo, plan));
    const sums = await totalsNow(dynamo, plan);
    return { bare, fresh, audit, sums };
  } finally {
    dynamo.stop();
  }
}

/** A page of 1 MB read consistently costs 256 units; a total is read twice and written once if it was wrong. */
function onAws(entries: number, totals: number) {
  const bytes = 600;
  const reads = (entries * bytes) / 4096 + totals * 2;
  return {
    auditReadUnits: Math.round(reads),
    auditUsd: round((reads * RRU_PRICE) / 1e6),
    rebuildWriteUnits: totals * 2,
    rebuildUsd: round((reads * RRU_PRICE + totals * 2 * WRU_PRICE) / 1e6),
  };
}

export async function run(args: readonly string[] = []): Promise<object> {
  const flag = args.indexOf('--entries');
  const entries = flag === -1 ? 1_000_000 : Number(args[flag + 1]);
  if (!Number.isInteger(entries) || entries < 10)
    throw new Error('--entries takes a whole number from 10 on');
  const { bare, fresh, audit, sums } = await runRebuild({ first: '2026-11-01', days: 10, entries });
  for (const [name, { seconds, cpuSeconds, engineCpuSeconds, peakRssMb }] of Object.entries({
    'bare Query loop': bare,
    'rebuild from nothing': fresh,
    'audit, nothing wrong': audit,
  })) {
    console.log(
      `${name.padEnd(22)} ${seconds} s, ${Math.round(bare.result / seconds)} entries/s ` +
        `(processor: here ${cpuSeconds} s, engine ${engineCpuSeconds} s), peak RSS ${peakRssMb} MB`,
    );
  }
  const aws = onAws(audit.result.entries, audit.result.totals);
  console.log(
    `on AWS: an audit reads ${aws.auditReadUnits} units ($${aws.auditUsd}), a rebuild from nothing also writes ${aws.rebuildWriteUnits} ($${aws.rebuildUsd} together)`,
  );
  return {
    bench: 'rebuild',
    ...audit.result,
    rebuilt: fresh.result.repaired,
    totalUsd: sums.map((sum) => formatDecimal(sum.cost)),
    bare: { ...bare, result: undefined },
    rebuild: { ...fresh, result: undefined },
    audit: { ...audit, result: undefined },
    auditToBare: round(bare.seconds / audit.seconds),
    rebuildToBare: round(bare.seconds / fresh.seconds),
    aws,
  };
}
