import { setTimeout } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How weak the engine is made; every number is a chance from 0 to 1. */
export interface Weakness {
  readonly random: () => number;
  /** Writes that are refused because a transaction is said to be under way. */
  readonly conflict?: number;
  /** Writes that are refused for lack of capacity. */
  readonly throttle?: number;
  /** Writes a second that one partition key takes; more are refused for lack of capacity. */
  readonly writesPerSecond?: number;
  /** Milliseconds that a call may take longer, before and after it is served. */
  readonly delayMs?: number;
}

/** What calls were made and what they cost in request units. */
export interface Meter {
  reads: number;
  /** Reads that did not ask for consistency, each of which saw nothing. */
  staleReads: number;
  writes: number;
  refusals: number;
  readUnits: number;
  writeUnits: number;
}

interface Answer {
  Item?: unknown;
  Items?: unknown[];
  Responses?: Record<string, unknown[]>;
  ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
}

const WRITES = new Set([
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
  'TransactWriteItemsCommand',
]);

/** A meter at zero. */
export function newMeter(): Meter {
  return { reads: 0, staleReads: 0, writes: 0, refusals: 0, readUnits: 0, writeUnits: 0 };
}

/**
 * Makes a client of the embedded engine as weak as DynamoDB may be: writes meet transactions and lack of
 * capacity, calls overtake each other, and a read that does not ask for consistency sees nothing at all.
 * Counts calls and request units on the way.
 */
export function weaken(
  client: DynamoDBDocumentClient,
  { random, conflict = 0, throttle = 0, delayMs = 0, writesPerSecond = Infinity }: Weakness,
  meter: Meter = newMeter(),
): DynamoDBDocumentClient {
  const refuse = (name: string) => {
    meter.refusals++;
    return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
  };
  // Below the client's rule of what is tried again: every try may be refused.
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const input = args.input as Record<string, unknown>;
        const isWrite = WRITES.has(commandName);
        if (isWrite && random() < conflict) throw refuse('TransactionConflictException');
        if (isWrite && random() < throttle) throw refuse('ProvisionedThroughputExceededException');
        if (isWrite && isHot(input, writesPerSecond)) throw refuse('ThrottlingException');
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'refuse' },
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const input = args.input as Record<string, unknown>;
        const isWrite = WRITES.has(commandName);
        if (delayMs > 0) await setTimeout(random() * delayMs);
        const result = await next({ ...args, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } });
        const answer = result.output as Answer;
        count(meter, isWrite, answer);
        if (!isWrite && !isConsistent(input)) forget(answer, meter);
        if (delayMs > 0) await setTimeout(random() * delayMs);
        return result;
      },
    { step: 'initialize', priority: 'low', name: 'weaken' },
  );
  return client;
}

/** Writes of each partition key in the second that runs, for all clients. */
const written = new Map<string, { second: number; count: number }>();

function isHot(input: Record<string, unknown>, writesPerSecond: number): boolean {
  if (writesPerSecond === Infinity) return false;
  const { Key, Item, TableName } = input as Record<string, { pk?: unknown } | undefined>;
  const name = `${JSON.stringify(TableName)} ${JSON.stringify((Key ?? Item)?.pk)}`;
  const second = Math.floor(performance.now() / 1000);
  const known = written.get(name);
  const bucket = known?.second === second ? known : { second, count: 0 };
  bucket.count++;
  written.set(name, bucket);
  return bucket.count > writesPerSecond;
}

function count(meter: Meter, isWrite: boolean, { ConsumedCapacity = [] }: Answer): void {
  const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  if (isWrite) {
    meter.writes++;
    meter.writeUnits += units;
  } else {
    meter.reads++;
    meter.readUnits += units;
  }
}

function isConsistent(input: Record<string, unknown>): boolean {
  const requests = input['RequestItems'] as Record<string, { ConsistentRead?: boolean }> | undefined;
  if (requests) return Object.values(requests).every(({ ConsistentRead }) => ConsistentRead === true);
  return input['ConsistentRead'] === true;
}

function forget(answer: Answer, meter: Meter): void {
  meter.staleReads++;
  delete answer.Item;
  if (answer.Items) answer.Items = [];
  for (const table of Object.keys(answer.Responses ?? {})) {
    (answer.Responses as Record<string, unknown[]>)[table] = [];
  }
}
