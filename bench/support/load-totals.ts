import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { dayIndexKey, totalKey } from '../../adapters/dynamo/keys.ts';
import { additionsOf, TOTAL_TAG } from '../../adapters/dynamo/total-item.ts';
import { addContribution, type Contribution, contributionsOf } from '../../core/spend/contributions.ts';
import { ONE } from '../../core/money/decimal.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { seededRandom } from './random.ts';

/** What the made-up ledger is made of. */
const USERS = 1000;
const RESOURCES_A_DAY = 2000;
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-5', 'gpt-5-mini', 'o3', 'gpt-4.1'];
const OPERATIONS = ['script', 'outline', 'review', 'title'];
/** BatchWriteItem takes 25; this many of them at once. */
const BATCH = 25;
const AT_ONCE = 8;

type Table = { readonly client: DynamoDBDocumentClient; readonly table: string };

/**
 * Writes the totals of `entries` made-up entries, spread over these days, as the aggregator would have left
 * them; the entries themselves are not written. Answers how many total items there are.
 */
export async function loadTotals(entries: number, days: readonly Day[], to: Table): Promise<number> {
  const random = seededRandom(7);
  let items = 0;
  let counts: Contribution | undefined;
  for (const [index, day] of days.entries()) {
    const count =
      Math.floor(((index + 1) * entries) / days.length) - Math.floor((index * entries) / days.length);
    const sums = dayTotals(day, count, () => random.uniform());
    counts = joined(counts, sums);
    items += sums.length;
    await write(sums, day, to);
  }
  if (counts) await write([counts], days.at(-1) ?? '', to);
  return items;
}

/** Takes the counts out of the day's totals and adds them up. */
function joined(counts: Contribution | undefined, sums: Contribution[]): Contribution | undefined {
  const at = sums.findIndex(({ scope }) => scope.kind === 'counts');
  const [own] = at < 0 ? [] : sums.splice(at, 1);
  if (!counts || !own) return counts ?? own;
  addContribution(counts, own);
  return counts;
}

function dayTotals(day: Day, count: number, uniform: () => number): Contribution[] {
  const sums = new Map<string, Contribution>();
  const pick = (size: number) => Math.floor(uniform() ** 2 * size);
  const start = Date.parse(`${day}T00:00:00Z`);
  for (let index = 0; index < count; index++) {
    const occurredAt = start + Math.floor((index / count) * 86_400_000);
    const contributions = contributionsOf(
      {
        day,
        lane: 0,
        occurredAt,
        recordedAt: occurredAt,
        provider: 'openai',
        service: 'llm',
        model: MODELS[pick(MODELS.length)] ?? 'gpt-4o',
        usage: { input_tokens: 800n * ONE, output_tokens: 340n * ONE },
        cost: 1_000_000n + BigInt(Math.floor(uniform() * 1_000_000_000)),
        status: 'priced',
        userId: `user-${pick(USERS)}`,
        resource: { type: 'episode', id: `${day}-${pick(RESOURCES_A_DAY)}` },
        group: { type: 'podcast', id: `pod-${pick(50)}` },
        tags: {},
        trackedTags: [],
        userLane: 0,
        operation: OPERATIONS[pick(OPERATIONS.length)],
        known: true,
      },
      'UTC',
    );
    for (const contribution of contributions) addTo(sums, contribution);
  }
  return [...sums.values()];
}

function addTo(sums: Map<string, Contribution>, contribution: Contribution): void {
  const { pk, sk } = totalKey(contribution.scope);
  const known = sums.get(`${pk} ${sk}`);
  if (known) addContribution(known, contribution);
  else sums.set(`${pk} ${sk}`, contribution);
}

async function write(sums: readonly Contribution[], day: Day, { client, table }: Table): Promise<void> {
  const at = Date.parse(`${day}T23:59:59Z`);
  const items = sums.map((sum) => ({
    ...totalKey(sum.scope),
    ...dayIndexKey(sum.scope),
    ...Object.fromEntries(additionsOf(sum)),
    ...(sum.firstAt === undefined ? {} : { f: sum.firstAt }),
    e: TOTAL_TAG,
    v: 1,
    w: at,
  }));
  for (let start = 0; start < items.length; start += BATCH * AT_ONCE) {
    const part = items.slice(start, start + BATCH * AT_ONCE);
    const batches = Array.from({ length: Math.ceil(part.length / BATCH) }, (_, index) =>
      part.slice(index * BATCH, (index + 1) * BATCH),
    );
    await Promise.all(
      batches.map((batch) =>
        client.send(
          new BatchWriteCommand({
            RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) },
          }),
        ),
      ),
    );
  }
}
