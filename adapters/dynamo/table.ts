import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type {
  DeleteCommandInput,
  PutCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../core/errors.ts';
import { jitteredPause } from '../clock/retry-delay.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { itemOfWire, type WireItem } from './attribute-values.ts';
import { REPEATABLE } from './retry-policy.ts';
import {
  BatchGetCall,
  BatchWriteCall,
  DeleteCall,
  GetCall,
  PutCall,
  QueryCall,
  ScanCall,
  sendCall,
  TransactWriteCall,
  UpdateCall,
  type DocumentClient,
} from './table-calls.ts';
import { MOST_ITEMS, type PlacedPage, placedPages, type WireQuery } from './wire-query.ts';
import { batchesOf } from '../../core/in-batches.ts';

/** BatchGetItem takes at most 100 keys, BatchWriteItem 25 items. */
export const MAX_KEYS = 100;
const MAX_PUTS = 25;

export type TableQuery = Omit<QueryCommandInput, 'TableName'>;
/** What must hold for a write. */
export type Condition = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;
/**
 * How items are read: consistently unless it says otherwise, and whole unless it names attributes, separated by commas.
 */
export interface Reading {
  readonly consistent?: boolean;
  readonly attributes?: string | undefined;
}
/** What an update changes, and its condition. */
export type Change = Omit<UpdateCommandInput, 'TableName' | 'Key' | 'ReturnValuesOnConditionCheckFailure'>;
/** One write of a transaction. */
export type Action =
  | { readonly Put: Omit<PutCommandInput, 'TableName'> }
  | { readonly Update: Omit<UpdateCommandInput, 'TableName' | 'ReturnValues'> }
  | { readonly Delete: Omit<DeleteCommandInput, 'TableName' | 'ReturnValues'> };
/** `done`: `item` as `ReturnValues` asked for it. Else the item that refused the condition, if there is one. */
export type Updated = { readonly done: boolean; readonly item: Item | undefined };

/**
 * The one table: each call of DynamoDB that stores make, once. Calls reject on outages, after the client has
 * tried again as its retryPolicy says; a refused condition is an answer.
 */
export class Table {
  readonly #client: DocumentClient;
  readonly #name: string;
  readonly #pause: typeof jitteredPause;

  /** `pause` waits between the rounds of a batch that the table leaves undone in part. */
  constructor(client: DocumentClient, name: string, pause = jitteredPause) {
    this.#client = client;
    this.#name = name;
    this.#pause = pause;
  }

  /** An item, consistently read unless it says otherwise. */
  async get(key: ItemKey, { consistent = true } = {}): Promise<Item | undefined> {
    const input = { TableName: this.#name, Key: onlyKey(key), ConsistentRead: consistent };
    return (await sendCall(this.#client, new GetCall(input))).Item;
  }

  async put(item: Item): Promise<void> {
    await sendCall(this.#client, new PutCall({ TableName: this.#name, Item: item }));
  }

  /** Undefined when it was put; else the item that is there. */
  async putIfAbsent(item: Item): Promise<Item | undefined> {
    const { done, item: found } = await this.#put(item, { ConditionExpression: 'attribute_not_exists(pk)' });
    if (!done && !found)
      throw new UnavailableError('the table does not return the item that made a put fail');
    return done ? undefined : found;
  }

  /** Puts an item in the place of another; answers whether the condition held. */
  async putIf(item: Item, condition: Condition): Promise<boolean> {
    return (await this.#put(item, condition)).done;
  }

  #put(item: Item, condition: Condition): Promise<Updated> {
    const input = { TableName: this.#name, Item: item, ...condition, ...OLD_ITEM };
    return orRefusal(sendCall(this.#client, new PutCall(input)));
  }

  update(key: ItemKey, change: Change): Promise<Updated> {
    const input = { TableName: this.#name, Key: onlyKey(key), ...change };
    const isConditional = change.ConditionExpression !== undefined;
    return orRefusal(
      sendCall(this.#client, new UpdateCall(isConditional ? { ...input, ...OLD_ITEM } : input)),
    );
  }

  /** Answers whether the condition held; an item that is not there is deleted as well. */
  async delete(key: ItemKey, condition: Condition = {}): Promise<boolean> {
    const input = { TableName: this.#name, Key: onlyKey(key), ...condition };
    return (await orRefusal(sendCall(this.#client, new DeleteCall(input)))).done;
  }

  /** One page, consistently read unless it says otherwise; `next` is where the following one starts. */
  async page(query: TableQuery): Promise<{ readonly items: Item[]; readonly next: Item | undefined }> {
    // An index cannot be read consistently.
    const input = { TableName: this.#name, ConsistentRead: query.IndexName === undefined, ...query };
    const { Items = [], LastEvaluatedKey } = await sendCall(this.#client, new QueryCall(input));
    return { items: Items, next: LastEvaluatedKey };
  }

  /** All pages of a query. */
  async *pages(query: TableQuery): AsyncGenerator<Item[], void, undefined> {
    let start: Item | undefined;
    do {
      const { items, next } = await this.page({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) });
      yield items;
      start = next;
    } while (start);
  }

  /** All items of a query, one after the other. */
  async *query(query: TableQuery): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages(query)) yield* page;
  }

  /** All items of a query at once. */
  async queryAll(query: TableQuery): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of this.pages(query)) items.push(...page);
    return items;
  }

  /** All pages of a query as they travel, each with the place behind it, see placedPages. */
  placedPages(query: WireQuery): AsyncGenerator<PlacedPage, void, undefined> {
    return placedPages(this.#client, { TableName: this.#name, ...query });
  }

  /** One page of the whole table, consistently read. */
  async scanPage(scan: Omit<ScanCommandInput, 'TableName'>) {
    const input = { TableName: this.#name, ConsistentRead: true, ...scan };
    const { Items = [], LastEvaluatedKey } = await sendCall(this.#client, new ScanCall(input));
    return { items: Items as Item[], next: LastEvaluatedKey as Item | undefined };
  }

  /**
   * Items by key, or the attributes of them that are named; absent ones are left out. Throws UnavailableError under
   * lasting load.
   */
  async batchGet(keys: readonly ItemKey[], { consistent = true, attributes }: Reading = {}): Promise<Item[]> {
    const only = attributes === undefined ? {} : { ProjectionExpression: attributes };
    const items: Item[] = [];
    for (const batch of batchesOf(keys, MAX_KEYS)) {
      await this.#rounds(batch.map(onlyKey), async (Keys) => {
        const RequestItems = { [this.#name]: { Keys, ConsistentRead: consistent, ...only } };
        const answer = await sendCall(this.#client, new BatchGetCall({ RequestItems }));
        items.push(...(answer.Responses?.[this.#name] ?? []));
        return (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []) as typeof Keys;
      });
    }
    return items;
  }

  /** Unconditional puts of items with keys of their own. Throws UnavailableError under lasting load. */
  async batchPut(items: readonly Item[]): Promise<void> {
    const puts = items.map((item) => ({ PutRequest: { Item: item } }));
    await Promise.all(
      batchesOf(puts, MAX_PUTS).map((batch) =>
        this.#rounds(batch, async (wanted) => {
          const RequestItems = { [this.#name]: wanted };
          const answer = await sendCall(this.#client, new BatchWriteCall({ RequestItems }));
          return (answer.UnprocessedItems?.[this.#name] ?? []) as typeof puts;
        }),
      ),
    );
  }

  /** The table may leave a part of a batch undone under load: it is asked for until nothing is left. */
  async #rounds<T>(all: readonly T[], send: (wanted: T[]) => Promise<T[]>): Promise<void> {
    let wanted = [...all];
    for (let round = 0; wanted.length > 0; round++) {
      if (round === REPEATABLE.refusedTries)
        throw new UnavailableError('the table leaves a part of a batch undone: try again');
      if (round > 0) await this.#pause(round - 1);
      wanted = await send(wanted);
    }
  }

  /**
   * All or nothing. Undefined when it was written; else the reason of each action, `None` where it had none.
   * `onTries` hears how often it was sent, however it ended.
   */
  async transact(
    actions: readonly Action[],
    onTries: (tries: number) => void = () => undefined,
  ): Promise<readonly string[] | undefined> {
    const TransactItems = actions.map((action) =>
      Object.fromEntries(
        Object.entries(action).map(([kind, write]) => [kind, { TableName: this.#name, ...write }]),
      ),
    );
    try {
      onTries(triesOf(await sendCall(this.#client, new TransactWriteCall({ TransactItems }))));
      return undefined;
    } catch (error) {
      if (error instanceof DynamoDBServiceException) onTries(triesOf(error));
      if (!(error instanceof TransactionCanceledException)) throw error;
      return (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
    }
  }
}

const OLD_ITEM = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** Asks a query for so many items at once, if that is less than a page may hold. */
export function atMost(items = Infinity): { readonly Limit?: number } {
  return items < MOST_ITEMS ? { Limit: items } : {};
}

/** How often a call was sent, by what the SDK says of it. */
function triesOf({ $metadata }: { readonly $metadata?: { readonly attempts?: number } }): number {
  return $metadata?.attempts ?? 1;
}

function onlyKey({ pk, sk }: ItemKey) {
  return { pk, sk };
}

async function orRefusal(sent: Promise<{ Attributes?: Item | undefined }>): Promise<Updated> {
  try {
    return { done: true, item: (await sent).Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { done: false, item: error.Item && itemOfWire(error.Item as WireItem) };
  }
}
