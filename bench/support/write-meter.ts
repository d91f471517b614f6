import { Buffer } from 'node:buffer';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { DAY_INDEX_ATTRIBUTES } from '../../contracts/table-layout.ts';

/** An attribute as it travels. */
type Wire = Readonly<Record<string, unknown>>;
type WireItem = Readonly<Record<string, Wire>>;

/** What the SDK is about to send. */
interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

interface Write {
  readonly Key?: WireItem;
  readonly Item?: WireItem;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: WireItem;
}

interface Request extends Write {
  readonly TransactItems?: readonly { readonly Update?: Write; readonly Put?: Write }[];
  readonly RequestItems?: Readonly<
    Record<string, { Keys?: readonly WireItem[] } | readonly { PutRequest?: Write }[]>
  >;
}

/** What requests would take of the table, by key. */
export interface Written {
  /** Write units by partition key; those of the day index by `index KEY`. */
  readonly byPartition: Map<string, number>;
  /** Transactions that write an item, by its key. */
  readonly transactions: Map<string, number>;
  write: number;
  read: number;
  /** Transactions. */
  commits: number;
  /** Bytes of new items that stay. */
  bytes: number;
  /** Entries and other items that were put, as they travel. */
  readonly puts: WireItem[];
}

export function nothingWritten(): Written {
  return {
    byPartition: new Map(),
    transactions: new Map(),
    write: 0,
    read: 0,
    commits: 0,
    bytes: 0,
    puts: [],
  };
}

const utf8 = new TextDecoder();
const keyText = (item: WireItem | undefined) =>
  `${String(item?.['pk']?.['S'])} ${String(item?.['sk']?.['S'])}`;

/** Bytes of a value by DynamoDB's own rule, near enough: texts and binaries their length, numbers half their digits. */
function bytesOf(value: unknown): number {
  const [[type, content] = ['', '']] = Object.entries(value as Wire);
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'B') return Math.ceil((String(content).length * 3) / 4);
  if (type === 'L') return 3 + (content as unknown[]).reduce<number>((sum, one) => sum + 1 + bytesOf(one), 0);
  if (type === 'M') return 3 + itemBytes(content as WireItem);
  return 1;
}

function itemBytes(item: WireItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

const units = (bytes: number) => Math.max(1, Math.ceil(bytes / 1024));

/**
 * A client in front of no table: every write succeeds, every read finds nothing, and what the requests would take is
 * added up by the rules of DynamoDB. Totals are as large as all that was added to them makes them.
 */
export class WriteMeter {
  written = nothingWritten();
  /** Attributes with their bytes that each item has by now. */
  readonly #items = new Map<string, Map<string, number>>();
  readonly #isLeftOut: (pk: string) => boolean;

  /** `isLeftOut`: partitions whose writes do not grow with the load. */
  constructor(client: DynamoDBDocumentClient, isLeftOut: (pk: string) => boolean) {
    this.#isLeftOut = isLeftOut;
    client.middlewareStack.add(
      () => async (args) => {
        const { request } = args as unknown as { request: WireRequest };
        const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
        const text = typeof request.body === 'string' ? request.body : utf8.decode(request.body);
        this.#take(operation, JSON.parse(text) as Request);
        return { response: {}, output: { $metadata: {} } };
      },
      { step: 'build', priority: 'low', name: 'writeMeter' },
    );
  }

  #take(operation: string, request: Request): void {
    if (operation === 'TransactWriteItems') {
      this.written.commits++;
      for (const { Update, Put } of request.TransactItems ?? []) {
        const write = Update ?? Put ?? {};
        const key = keyText(write.Key ?? write.Item);
        add(this.written.transactions, key, 1);
        // A transaction prepares and commits: twice the units.
        this.#write(write, 2);
      }
    } else if (operation === 'BatchWriteItem') {
      for (const puts of Object.values(request.RequestItems ?? {})) {
        if (Array.isArray(puts))
          for (const { PutRequest } of puts as { PutRequest?: Write }[]) this.#write(PutRequest ?? {}, 1);
      }
    } else if (operation === 'BatchGetItem') {
      for (const batch of Object.values(request.RequestItems ?? {}))
        this.written.read += 'Keys' in batch ? (batch.Keys?.length ?? 0) : 0;
    } else if (operation === 'GetItem' || operation === 'Query') this.written.read++;
    else this.#write(request, 1);
  }

  #write({ Key, Item, ...update }: Write, times: number): void {
    const key = keyText(Key ?? Item);
    const [pk = ''] = key.split(' ');
    if (this.#isLeftOut(pk)) return;
    const bytes = Item ? itemBytes(Item) : this.#grown(key, Key ?? {}, update);
    const used = units(bytes) * times;
    this.written.write += used;
    add(this.written.byPartition, pk, used);
    if (Item) {
      this.written.bytes += bytes;
      this.written.puts.push(Item);
    }
    const index = update.ExpressionAttributeValues?.[':dpk']?.['S'];
    if (typeof index !== 'string') return;
    // The index carries the sums, which every update changes.
    this.written.write += units(bytesOfIndex(key));
    add(this.written.byPartition, `index ${index}`, units(bytesOfIndex(key)));
  }

  /** The bytes of an item after an update: every attribute that it was ever given. */
  #grown(key: string, Key: WireItem, update: Write): number {
    const attributes = this.#items.get(key) ?? new Map<string, number>();
    this.#items.set(key, attributes);
    const names = update.ExpressionAttributeNames ?? {};
    const values = update.ExpressionAttributeValues ?? {};
    for (const [, name = '', value = ''] of (update.UpdateExpression ?? '').matchAll(
      /([#\w]+)\s*(?:=\s*(?:if_not_exists\(\s*[#\w]+\s*,\s*)?|\s)(:\w+)/g,
    )) {
      const written = values[value];
      const attribute = names[name] ?? name;
      if (written) attributes.set(attribute, Buffer.byteLength(attribute) + bytesOf(written));
    }
    return itemBytes(Key) + [...attributes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }
}

function bytesOfIndex(key: string): number {
  return 2 * key.length + DAY_INDEX_ATTRIBUTES.length * 10;
}

function add(map: Map<string, number>, key: string, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count);
}
