import { setImmediate } from 'node:timers/promises';
import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { WireItem } from './attribute-values.ts';
import { sendCall, WireQueryCall, type DocumentClient } from './table-calls.ts';

interface WirePage {
  readonly Items?: readonly WireItem[];
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Record<string, AttributeValue>;
}

/**
 * A page ends at 1 MB, about 1,700 entries. Engines that look for that end only after reading the rest of the
 * partition need it said beforehand: without it a day of many pages is read many times over.
 */
export const MOST_ITEMS = 2000;

/** Turns of the event loop after which a request has left. */
const TURNS_TO_SEND = 8;

/** What is asked for, with attributes as they travel. */
export type WireQuery = Omit<QueryCommandInput, 'TableName'>;

/** One page and where the next begins; `looked`: items that were read for it, those that a filter left out too. */
export interface PlacedPage {
  readonly items: readonly WireItem[];
  readonly looked: number;
  /** The key behind which the next page begins; undefined: this is the last. */
  readonly next: WireItem | undefined;
}

/**
 * Pages of a query, consistently read, each as JSON.parse gives it, with the next page under way while the
 * caller works on this one. For passes over whole partitions: walking every attribute, as the other
 * reads do, costs more than the pass itself.
 */
export async function* placedPages(
  client: DocumentClient,
  input: QueryCommandInput,
): AsyncGenerator<PlacedPage, void, undefined> {
  let next: Promise<WirePage> | undefined = fetchPage(client, input);
  while (next) {
    const page: WirePage = await next;
    next = page.LastEvaluatedKey && fetchPage(client, { ...input, ExclusiveStartKey: page.LastEvaluatedKey });
    // The failure is met at the next await; until then it must not count as unhandled.
    next?.catch(() => undefined);
    // The client takes some turns to write its request; a caller that computes at once would hold it back.
    if (next) await turns(TURNS_TO_SEND);
    const items = page.Items ?? [];
    yield {
      items,
      looked: page.ScannedCount ?? items.length,
      next: page.LastEvaluatedKey as WireItem | undefined,
    };
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

async function fetchPage(client: DocumentClient, input: QueryCommandInput): Promise<WirePage> {
  const call = new WireQueryCall({ ConsistentRead: true, Limit: MOST_ITEMS, ...input });
  return (await sendCall(client, call)) as WirePage;
}
