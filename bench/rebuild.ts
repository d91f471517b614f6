import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { entryPartition } from '../adapters/dynamo/keys.ts';
import { ledgerSettingsSchema } from '../contracts/ledger-settings.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import { sumTotals } from '../core/spend/total.ts';
import { addDays, startOfDay } from '../core/time/ledger-time.ts';
import { recalculateJob } from '../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../testing/memory-work.ts';
import { startDynamo, type TestDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { daysOf, type EntryPlan } from './support/made-up-jobs.ts';
import { measure, type Measured, round } from './support/measure.ts';
import { ledgerOptions, type StoredLedger, withStoredLedger } from './support/stored-ledger.ts';
import { forgetStream, removeTotals } from './support/write-ledger.ts';

export const description =
  'all totals from the entries, beside a bare loop of Query; --entries N (1,000,000), --reuse DIR';

/** As the stage dev has it. */
export const SETTINGS = ledgerSettingsSchema.parse({ trackedTags: ['tier'] });
/** us-east-1, on demand, USD per million read and write units (2025). */
const RRU_PRICE = 0.125;
const WRU_PRICE = 0.625;
/** Processors that Lambda gives a function of 1,024 MB; 1,769 MB have one (AWS documentation). */
const LAMBDA_CPUS = 1024 / 1769;
/** Taken as given: DynamoDB's time for a page of 1 MB, and for an update, 16 of which are under way. */
const PAGE_SECONDS = 0.1;
const UPDATE_SECONDS = 0.005 / 16;

/** The least that reading the same partitions takes: one Query after the other with the plain client. */
async function bareLoop(dynamo: TestDynamo, table: string, plan: EntryPlan) {
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  // As sdkClient does.
  client.middlewareStack.remove('loggerMiddleware');
  const sum = { entries: 0, pages: 0, readUnits: 0 };
  for (const day of daysOf(plan)) {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: entryPartition(day, 0) } },
          // As in the rebuild: the engine reads a partition to its end before it cuts a page at 1 MB.
          Limit: 2000,
          ReturnConsumedCapacity: 'TOTAL',
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      sum.entries += page.Items?.length ?? 0;
      sum.pages++;
      sum.readUnits += page.ConsumedCapacity?.CapacityUnits ?? 0;
      start = page.LastEvaluatedKey;
    } while (start);
  }
  return sum;
}

interface Rebuilt {
  readonly entries: number;
  readonly totals: number;
  readonly repairs: readonly unknown[];
  readonly busy: readonly string[];
}

/** The recalculation of everything, as the job function runs it. */
async function rebuild(dynamo: TestDynamo, { table, plan }: Pick<StoredLedger, 'table' | 'plan'>) {
  const now = startOfDay(addDays(plan.first, plan.days)) + 43_200_000;
  const kind = recalculateJob(ledgerOn(dynamo.client(), table, SETTINGS, { now: () => now }), memoryWork());
  const input = { all: true };
  const step = await kind.step({ input } as Parameters<typeof kind.step>[0], Infinity);
  if (!step.done) throw new Error('the recalculation did not end');
  const result = step.result as Rebuilt;
  if (result.busy.length > 0) throw new Error(`busy: ${result.busy.join(', ')}`);
  return result;
}

/** What the totals come to now, four ways that must agree. */
async function totalsNow(dynamo: TestDynamo, { table, plan }: Pick<StoredLedger, 'table' | 'plan'>) {
  const reader = ledgerOn(dynamo.client(), table).totals;
  const days = { from: plan.first, to: daysOf(plan).at(-1) ?? plan.first };
  const [cells, users, resources, counts] = await Promise.all([
    reader.cells(days),
    reader.users(days),
    reader.resources(daysOf(plan)),
    reader.counts(),
  ]);
  const sums = [cells, users, resources].map((list) => sumTotals(list.map(({ total }) => total)));
  return [...sums, counts].map(({ cost, events }) => ({ totalUsd: formatDecimal(cost), events }));
}

/** Takes the totals away, reads the entries bare, makes all totals from nothing, then audits them. */
export async function runRebuild(ledger: Pick<StoredLedger, 'file' | 'table' | 'plan'>) {
  const { file, table, plan } = ledger;
  removeTotals(file, table);
  const dynamo = await startDynamo(file);
  try {
    const shown = <T>(name: string, measured: Measured<T>) => {
      const { seconds, cpuSeconds, engineCpuSeconds, peakRssMb } = measured;
      console.log(
        `${name.padEnd(22)} ${seconds} s, ${Math.round(plan.entries / seconds)} entries/s ` +
          `(processor: here ${cpuSeconds} s, engine ${engineCpuSeconds} s), peak RSS ${peakRssMb} MB`,
      );
      return measured;
    };
    const fresh = shown('rebuild from nothing', await measure(dynamo.pid, () => rebuild(dynamo, ledger)));
    const audit = shown('audit, nothing wrong', await measure(dynamo.pid, () => rebuild(dynamo, ledger)));
    const bare = shown('bare Query loop', await measure(dynamo.pid, () => bareLoop(dynamo, table, plan)));
    const sums = await totalsNow(dynamo, ledger);
    return { bare, fresh, audit, sums };
  } finally {
    dynamo.stop();
    forgetStream(file);
  }
}

type Runs = Awaited<ReturnType<typeof runRebuild>>;

/** Totals are read before and after their day's entries; half of them, about, are in the index too. */
function onAws({ bare, fresh, audit }: Runs) {
  const { pages, readUnits } = bare.result;
  const reads = Math.round(readUnits + audit.result.totals * 2);
  const writes = audit.result.totals * 2;
  const reading = Math.max(pages * PAGE_SECONDS, fresh.cpuSeconds / LAMBDA_CPUS);
  return {
    pages,
    auditReadUnits: reads,
    auditUsd: round((reads * RRU_PRICE) / 1e6),
    rebuildWriteUnits: writes,
    rebuildUsd: round((reads * RRU_PRICE + writes * WRU_PRICE) / 1e6),
    rebuildSeconds: Math.round(reading + audit.result.totals * UPDATE_SECONDS),
  };
}

export async function run(args: readonly string[] = []): Promise<object> {
  const runs = await withStoredLedger(ledgerOptions(args), runRebuild);
  const { bare, fresh, audit, sums } = runs;
  const aws = onAws(runs);
  console.log(
    `on AWS: ${aws.pages} pages of 1 MB; an audit reads ${aws.auditReadUnits} units ($${aws.auditUsd}), a rebuild ` +
      `also writes at most ${aws.rebuildWriteUnits} ($${aws.rebuildUsd} together) and takes about ${aws.rebuildSeconds} s`,
  );
  return {
    bench: 'rebuild',
    entries: fresh.result.entries,
    totals: audit.result.totals,
    wrongAfter: audit.result.repairs.length,
    sums,
    bare: { ...bare, result: undefined },
    rebuild: { ...fresh, result: undefined },
    audit: { ...audit, result: undefined },
    auditToBare: round(bare.seconds / audit.seconds),
    rebuildToBare: round(bare.seconds / fresh.seconds),
    aws,
  };
}
