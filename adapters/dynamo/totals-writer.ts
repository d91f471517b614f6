import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { Contribution } from '../../core/spend/contributions.ts';
import {
  type CommitResult,
  type HistoryListing,
  type Mark,
  type MarkKey,
  markName,
  type MarkUpdate,
  type TotalsWriter,
} from '../../core/spend/spend-ports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { UnavailableError } from '../../core/errors.ts';
import { batchGet } from './batch-get.ts';
import { textOf } from './document-client.ts';
import { jitteredPause } from '../clock/jittered-pause.ts';
import type { Item } from './entry-item.ts';
import { historySortKey, markKey } from './keys.ts';
import { historyPartition, totalKey } from './total-keys.ts';
import { markExpiry } from './mark-age.ts';
import { totalUpdate } from './total-item.ts';

/** BatchWriteItem may leave items over under load; this many rounds before that is an outage. */
const MAX_ROUNDS = 8;

/** BatchWriteItem takes at most 25 items. */
const MAX_PUTS = 25;

/** Unconditional puts of items with keys of their own. Throws UnavailableError under lasting load. */
async function batchPut(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
  pause: typeof jitteredPause,
): Promise<void> {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += MAX_PUTS)
    batches.push(items.slice(start, start + MAX_PUTS));
  await Promise.all(
    batches.map(async (batch) => {
      let wanted = batch.map((Item) => ({ PutRequest: { Item } }));
      for (let round = 0; wanted.length > 0; round++) {
        if (round === MAX_ROUNDS)
          throw new UnavailableError('the table leaves puts of a batch undone: try again');
        const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: wanted } }));
        wanted = (answer.UnprocessedItems?.[table] ?? []) as typeof wanted;
        if (wanted.length > 0) await pause(round);
      }
    }),
  );
}

/** The aggregator's reads and writes of the table. */
export class DynamoTotalsWriter implements TotalsWriter {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #newId: () => string;
  readonly #pause: typeof jitteredPause;

  /** `newId` names history pages: ULIDs, so that a page never overwrites another. */
  constructor(client: DynamoDBDocumentClient, table: string, newId: () => string, pause = jitteredPause) {
    this.#client = client;
    this.#table = table;
    this.#newId = newId;
    this.#pause = pause;
  }

  totalKey({ total }: Contribution): string {
    const { pk, sk } = totalKey(total);
    return `${pk} ${sk}`;
  }

  async readMarks(keys: readonly MarkKey[]): Promise<Map<string, Mark>> {
    const items = await batchGet(this.#client, this.#table, keys.map(markKey), true, this.#pause);
    const bits = new Map(items.map((item) => [textOf(item['sk']), item['b'] as Uint8Array | undefined]));
    return new Map(keys.map((key) => [markName(key), { bits: bits.get(markName(key)) }]));
  }

  async putHistory(listings: readonly HistoryListing[]): Promise<void> {
    const pages = Map.groupBy(listings, ({ of, day, hour }) => `${historyPartition(of, day)} ${day}T${hour}`);
    const newPages = [...pages.values()].map((page) =>
      this.#page(page as [HistoryListing, ...HistoryListing[]]),
    );
    await batchPut(this.#client, this.#table, newPages, this.#pause);
  }

  #page(listings: readonly [HistoryListing, ...HistoryListing[]]): Item {
    const [{ of, day, hour }] = listings;
    return {
      pk: historyPartition(of, day),
      sk: historySortKey(day, hour, this.#newId()),
      e: ENTITY.page,
      k: listings.map(({ occurredAt, lane, id }) => `${occurredAt}\t${lane}\t${id}`).join('\n'),
    };
  }

  async commit(
    marks: readonly MarkUpdate[],
    totals: readonly Contribution[],
    at: Instant,
  ): Promise<CommitResult> {
    const TransactItems: TransactWriteCommandInput['TransactItems'] = [
      ...marks.map((mark) => ({ Update: { TableName: this.#table, ...markUpdate(mark) } })),
      ...totals.map((total) => ({ Update: { TableName: this.#table, ...totalUpdate(total, at) } })),
    ];
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems }));
      return 'committed';
    } catch (error) {
      return commitFailure(error);
    }
  }
}

function markUpdate({ key, seen, bits }: MarkUpdate) {
  return {
    Key: markKey(key),
    UpdateExpression: 'SET b = :new, e = :e, #ttl = :ttl',
    ConditionExpression: seen ? 'b = :seen' : 'attribute_not_exists(b)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':new': bits,
      ':e': ENTITY.mark,
      ':ttl': markExpiry(key.batch),
      ...(seen ? { ':seen': seen } : {}),
    },
  };
}

/** Lost races are conflicts; content that can never be written is refused; everything else is an outage. */
function commitFailure(error: unknown): CommitResult {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    return codes.includes('ValidationError') || codes.includes('ItemCollectionSizeLimitExceeded')
      ? 'refused'
      : 'conflict';
  }
  if (error instanceof Error) {
    if (error.name === 'ValidationException') return 'refused';
    if (error.name === 'TransactionInProgressException') return 'conflict';
  }
  throw error;
}
