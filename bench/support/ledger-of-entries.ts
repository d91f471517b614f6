import { Buffer } from 'node:buffer';
import { DatabaseSync } from 'node:sqlite';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { convertToAttr } from '@aws-sdk/util-dynamodb';
import { entryItem, type Item } from '../../adapters/dynamo/entry-item.ts';
import { markKey } from '../../adapters/dynamo/keys.ts';
import { ONE } from '../../core/money/decimal.ts';
import { withBits } from '../../core/spend/bitmap.ts';
import { addDays, type Day, startOfDay } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import type { TestDynamo } from '../../test/support/dynamo.ts';
import { anEntry } from '../../test/support/factories.ts';

/** Entries of one recorder batch. */
const BATCH = 50;
const MODELS = [
  ['openai', 'gpt-4o-mini'],
  ['openai', 'gpt-4.1'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['google', 'gemini-2.5-flash'],
] as const;
const UNITS = ['input_tokens', 'cache_read_tokens', 'output_tokens'];

/** Entries spread evenly over days; which one is which follows from its number alone. */
export interface EntryPlan {
  readonly first: Day;
  readonly days: number;
  readonly entries: number;
}

export function daysOf({ first, days }: EntryPlan): Day[] {
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function crockford(value: number, length: number): string {
  const digits = value.toString(32).padStart(length, '0');
  return digits.replace(/[a-v]/g, (digit) => CROCKFORD[parseInt(digit, 32)] ?? '0');
}

/** 26 characters that sort by time, as ULIDs do, made from a time and a number. */
function ulidOf(at: number, number: number): string {
  return `${crockford(at, 10)}${crockford(number, 16)}`;
}

/** Entry `number` of its day: 200 users, jobs of some hundred calls, three priced lines. */
function entryAt(day: Day, number: number, perDay: number): Entry {
  const step = Math.floor(86_400_000 / perDay);
  const occurredAt = startOfDay(day) + number * step;
  const [provider, model] = MODELS[number % MODELS.length] ?? MODELS[0];
  const batch = Math.floor(number / BATCH);
  const lines = UNITS.map((unit, i) => ({
    unit,
    quantity: BigInt(100 + ((number * 7 + i) % 900)) * ONE,
    unitPrice: 150_000_000_000n * BigInt(i + 1),
    per: 1_000_000n * ONE,
    cost: BigInt(number % 997) * 1_000_000n + BigInt(i),
    priceId: `${provider}:${model}`,
  }));
  return anEntry({
    day,
    id: ulidOf(occurredAt, number),
    occurredAt,
    recordedAt: occurredAt + 1500,
    mark: { batch: ulidOf(startOfDay(day) + batch * BATCH * step, batch), index: number % BATCH },
    provider,
    model,
    usage: Object.fromEntries(lines.map(({ unit, quantity }) => [unit, quantity])),
    lines,
    cost: lines.reduce((sum, { cost }) => sum + cost, 0n),
    userId: `user-${number % 200}`,
    resource: { type: 'episode', id: `ep-${day}-${Math.floor(number / 150)}` },
    group: { type: 'podcast', id: `pod-${Math.floor(number / 150) % 50}` },
    operation: number % 3 === 0 ? 'script-generation' : 'cover',
  });
}

/**
 * Writes the plan's entries with all bits set and no totals. The first entry of a day goes in through the
 * engine, the others beside it straight into its file: through the engine a million take twenty minutes.
 */
export async function writeEntries(dynamo: TestDynamo, table: string, plan: EntryPlan): Promise<void> {
  const client = dynamo.client();
  const perDay = Math.ceil(plan.entries / plan.days);
  for (const day of daysOf(plan)) {
    await client.send(new PutCommand({ TableName: table, Item: entryItem(entryAt(day, 0, perDay)) }));
    writeRows(dynamo.databaseFile, table, day, perDay);
    await writeMarks(dynamo, table, day, perDay);
  }
}

function writeRows(file: string, table: string, day: Day, perDay: number): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 30000');
  const sample = database
    .prepare(`SELECT pk, item_size, hash_prefix FROM "${table}" WHERE pk = ?`)
    .get(`S:E#${day}#0`) as { pk: string; item_size: number; hash_prefix: string };
  const insert = database.prepare(
    `INSERT INTO "${table}" (pk, sk, item_json, item_size, hash_prefix) VALUES (?, ?, ?, ?, ?)`,
  );
  database.exec('BEGIN');
  for (let number = 1; number < perDay; number++) {
    const item = wireItem(entryItem(entryAt(day, number, perDay)));
    const { S: sk = '' } = item['sk'] as { S?: string };
    insert.run(sample.pk, `S:${sk}`, JSON.stringify(item), sample.item_size, sample.hash_prefix);
  }
  database.exec('COMMIT');
  database.close();
}

function wireItem(item: Item): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    wire[name] =
      value instanceof Uint8Array
        ? { B: Buffer.from(value).toString('base64') }
        : convertToAttr(value, { removeUndefinedValues: true });
  }
  return wire;
}

async function writeMarks(dynamo: TestDynamo, table: string, day: Day, perDay: number): Promise<void> {
  const client = dynamo.client();
  const batches = Math.ceil(perDay / BATCH);
  for (let start = 0; start < batches; start += 25) {
    const puts = Array.from({ length: Math.min(25, batches - start) }, (_, i) => {
      const number = (start + i) * BATCH;
      const used = Math.min(BATCH, perDay - number);
      const { batch } = entryAt(day, number, perDay).mark;
      const bits = withBits(
        undefined,
        Array.from({ length: used }, (_unused, index) => index),
      );
      const Item = { ...markKey({ batch, partition: `E#${day}#0` }), e: 'M', n: used, b: bits };
      return { PutRequest: { Item } };
    });
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  }
}
