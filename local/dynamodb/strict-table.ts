import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsCallError, awsJson } from '../aws-json.ts';
import type { AwsCall } from '../aws-json.ts';
import { addressOf, closeServer, listen } from '../http-server.ts';
import { keyText } from './tables.ts';
import { type Item, staleAnswer, type StaleReads } from './stale-reads.ts';
import { list, record, text } from '../template.ts';
import { writtenKeys, type WrittenKey } from './written-keys.ts';

/** What a strict table answers to a call. */
interface StrictAnswer {
  readonly status: number;
  readonly body: object;
}

/** A DynamoDB in front of the embedded one, as weak as the real one may be. */
export interface StrictTable {
  readonly endpoint: string;
  /** Answers a call, told by its target and its body, as the endpoint does, without a connection: for clients in this process. */
  answer(target: string, body: string): Promise<StrictAnswer>;
  /** Has every read show the last write from now on, until the next write. */
  catchUp(): void;
  stop(): Promise<void>;
}

const API = 'DynamoDB_20120810.';
/** How long a transaction goes on after it is written, before its caller hears of it: what it holds may be met. */
const LINGER_MS = 4;
/** How long reads that do not ask for consistency, and indexes, may show what was before a write. */
const LAG_MS = 60;

/**
 * Starts a server that passes calls on to the engine and adds what DynamoDB does and the engine does not: a write or
 * a transaction that meets a transaction on the same item is refused, and reads that do not ask for consistency show
 * what was there before the last write for `lagMs`, as indexes do. 0: every read shows the last write; Infinity: what was
 * there before the first, until `catchUp` is called.
 */
export async function startStrictTable(engine: string, lagMs = LAG_MS): Promise<StrictTable> {
  const strict = new Strictness(awsJson(engine, 'dynamodb', 'us-east-1'), lagMs);
  const answer = async (target: string, body: string): Promise<StrictAnswer> => {
    try {
      return {
        status: 200,
        body: await strict.answer(target.replace(API, ''), record(JSON.parse(body || '{}'))),
      };
    } catch (error) {
      if (error instanceof AwsCallError) return { status: 400, body: refusalOf(error) };
      return { status: 500, body: { __type: 'InternalServerError', message: String(error) } };
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = String(request.headers['x-amz-target'] ?? '');
      void answer(target, Buffer.concat(chunks).toString()).then((given) => send(response, given));
    });
  });
  await listen(server, 0);
  return {
    endpoint: addressOf(server),
    answer,
    catchUp: () => strict.catchUp(),
    stop: () => closeServer(server),
  };
}

function send(response: ServerResponse, { status, body }: StrictAnswer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}

/** A refusal of the engine as it came, with the fields beside its type. */
function refusalOf({ type, message, answer }: AwsCallError): object {
  return {
    ...answer,
    __type: `com.amazonaws.dynamodb.v20120810#${type}`,
    message: message.replace(`${type}: `, ''),
  };
}

const CONFLICT = 'Transaction is ongoing for the item';

/** What is under way in a table, and what was there a moment ago. */
class Strictness {
  readonly #engine: AwsCall;
  readonly #lagMs: number;
  readonly #keyNames = new Map<string, Promise<readonly string[]>>();
  /** Items that transactions and plain writes hold now. */
  readonly #transactions = new Map<string, number>();
  readonly #writes = new Map<string, number>();
  readonly #before: StaleReads = new Map();

  constructor(engine: AwsCall, lagMs: number) {
    this.#engine = engine;
    this.#lagMs = lagMs;
  }

  catchUp(): void {
    this.#before.clear();
  }

  async answer(call: string, body: Record<string, unknown>): Promise<object> {
    const keys = await writtenKeys(call, body, (table) => this.#keysOf(table));
    if (call === 'TransactWriteItems') return await this.#transaction(call, body, keys, this.#transactions);
    if (call === 'TransactGetItems') return await this.#transaction(call, body, keys, undefined);
    if (keys.length > 0) return await this.#write(call, body, keys);
    const answer = await this.#engine(API + call, body);
    return await staleAnswer(call, body, answer, {
      before: this.#before,
      lagMs: this.#lagMs,
      keysOf: (table) => this.#keysOf(table),
    });
  }

  async #transaction(
    call: string,
    body: Record<string, unknown>,
    keys: readonly WrittenKey[],
    held: Map<string, number> | undefined,
  ): Promise<object> {
    const met = keys.map((key) => this.#transactions.has(itemName(key)) || this.#writes.has(itemName(key)));
    if (met.includes(true)) {
      const reasons = met.map((is) =>
        is ? { Code: 'TransactionConflict', Message: CONFLICT } : { Code: 'None' },
      );
      const codes = reasons.map(({ Code }) => Code).join(', ');
      const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
      throw new AwsCallError('TransactionCanceledException', message, {
        Message: message,
        CancellationReasons: reasons,
      });
    }
    if (held === undefined) return await this.#engine(API + call, body);
    return await this.#holding(held, keys, async () => {
      const answer = await this.#remembering(call, body, keys);
      await sleep(LINGER_MS);
      return answer;
    });
  }

  async #write(call: string, body: Record<string, unknown>, keys: readonly WrittenKey[]): Promise<object> {
    // A batch is not said to be refused as a whole: its writes are served one by one.
    const isSingle = call !== 'BatchWriteItem';
    if (isSingle && keys.some((key) => this.#transactions.has(itemName(key)))) {
      throw new AwsCallError('TransactionConflictException', CONFLICT);
    }
    return await this.#holding(this.#writes, keys, () => this.#remembering(call, body, keys));
  }

  async #holding(
    held: Map<string, number>,
    keys: readonly WrittenKey[],
    work: () => Promise<object>,
  ): Promise<object> {
    for (const key of keys) held.set(itemName(key), (held.get(itemName(key)) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const key of keys) {
        const left = (held.get(itemName(key)) ?? 1) - 1;
        if (left > 0) held.set(itemName(key), left);
        else held.delete(itemName(key));
      }
    }
  }

  /** Writes, and keeps what was there before for reads that come too early. */
  async #remembering(
    call: string,
    body: Record<string, unknown>,
    keys: readonly WrittenKey[],
  ): Promise<object> {
    const images = await Promise.all(this.#lagMs > 0 ? keys.map((key) => this.#read(key)) : []);
    const answer = await this.#engine(API + call, body);
    const at = performance.now();
    for (const [index, key] of this.#lagMs > 0 ? keys.entries() : []) {
      // Without an end of the lag, what was there first is what reads show.
      if (this.#lagMs === Infinity && this.#before.has(itemName(key))) continue;
      this.#before.set(itemName(key), { item: images[index], at });
    }
    for (const [name, { at: then }] of this.#before) {
      if (at - then <= this.#lagMs) break;
      this.#before.delete(name);
    }
    return answer;
  }

  async #read({ table, key }: WrittenKey): Promise<Item | undefined> {
    const { Item: found } = await this.#engine(`${API}GetItem`, {
      TableName: table,
      Key: key,
      ConsistentRead: true,
    });
    return found as Item | undefined;
  }

  async #keysOf(table: string): Promise<readonly string[]> {
    const known = this.#keyNames.get(table) ?? this.#describe(table);
    this.#keyNames.set(table, known);
    known.catch(() => this.#keyNames.delete(table));
    return await known;
  }

  async #describe(table: string): Promise<readonly string[]> {
    const { Table } = await this.#engine(`${API}DescribeTable`, { TableName: table });
    return list(record(Table)['KeySchema']).map((key) => text(record(key)['AttributeName']) ?? '');
  }
}

function itemName({ table, key }: WrittenKey): string {
  return `${table} ${keyText(key)}`;
}
