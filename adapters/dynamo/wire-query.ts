import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { WireItem } from './attribute-values.ts';

interface WirePage {
  readonly Items?: readonly WireItem[];
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Record<string, AttributeValue>;
}

interface WireResponse {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
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

/** The one call of the document client that this file needs, without the conversion of its commands. */
type RawSender = { send(command: QueryCommand): Promise<unknown> };

/** One page and where the next begins; `looked`: items that were read for it, those that a filter left out too. */
export interface PlacedPage {
  readonly items: readonly WireItem[];
  readonly looked: number;
  /** The key behind which the next page begins; undefined: this is the last. */
  readonly next: WireItem | undefined;
}

/**
 * Pages of a query, consistently read, each as JSON.parse gives it, with the next page under way while the
 * caller works on this one. For passes over whole partitions: walking every attribute twice, as the client
 * and its document layer do, costs more than the pass itself.
 */
export async function* placedPages(
  client: DynamoDBDocumentClient,
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

async function fetchPage(client: DynamoDBDocumentClient, input: QueryCommandInput): Promise<WirePage> {
  const command = new QueryCommand({ ConsistentRead: true, Limit: MOST_ITEMS, ...input });
  let page: WirePage | undefined;
  const keepPage =
    <Args, Result extends { readonly response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      const result = await next(args);
      const response = result.response as WireResponse;
      if (response.statusCode !== 200) return result;
      page = JSON.parse(await readText(response.body)) as WirePage;
      // Signing, retries and errors stay the SDK's; only its walk through the items falls away.
      response.body = Readable.from([Buffer.from('{}')]);
      return result;
    };
  command.middlewareStack.addRelativeTo(keepPage, {
    name: 'keepWirePage',
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
    override: true,
  });
  await (client as unknown as RawSender).send(command);
  if (!page) throw new TypeError('the table answered a query without a page');
  return page;
}

async function readText(body: WireResponse['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
