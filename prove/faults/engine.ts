import type { WireRequest } from '../../adapters/dynamo/table-http.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { retryPolicy } from '../../adapters/dynamo/retry-policy.ts';
import { startDynamo } from '../../testing/dynamo.ts';
import { currentInvocation } from './invocation.ts';
import type { WireBody, WireItem } from './wire.ts';

/** One record of the table's stream, as Lambda would get it. */
export interface WireRecord {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: WireItem;
    readonly NewImage?: WireItem;
  };
}

export interface FaultEngine {
  /** What production code gets: every attempt of every call waits for its fate. */
  readonly client: DynamoDBDocumentClient;
  /** The same for writes that must not be made twice. */
  readonly onceClient: DynamoDBDocumentClient;
  createTable(name: string): Promise<void>;
  dropTable(name: string): Promise<void>;
  /** Every item of a table as it is now. */
  scan(table: string): Promise<WireItem[]>;
  /** The stream after a sequence number ('0': from its beginning). */
  readStream(table: string, after: string): Promise<WireRecord[]>;
  stop(): void;
}

/** Tries of one call; production has more, fewer make an outage likelier. */
const TRIES = 3;

/** The rule of production without its waits. */
const RETRIES = { refusedTries: TRIES, unansweredTries: TRIES, delayMs: () => 0 };

/** Puts the scheduler between the SDK and the table. */
function intercept(client: DynamoDBDocumentClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const invocation = currentInvocation.getStore();
      if (!invocation) return next(args);
      const input = invocation.alter(args.input) as typeof args.input;
      return invocation.during(() => next({ ...args, input }));
    },
    { step: 'initialize', priority: 'high', name: 'faultInput' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const invocation = currentInvocation.getStore();
      if (!invocation) return next(args);
      const request = args.request as WireRequest;
      const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const body = JSON.parse(request.body) as WireBody;
      return (await invocation.attempt(operation, body, () => next(args))) as Awaited<
        ReturnType<typeof next>
      >;
    },
    { step: 'finalizeRequest', priority: 'low', name: 'faultWire' },
  );
}

type Answer = Record<string, unknown>;

function wireCalls(endpoint: string) {
  return async (target: string, body: object): Promise<Answer> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${target}: ${JSON.stringify(answer)}`);
    return answer;
  };
}

/** Starts the embedded engine with the interception in front of it. */
export async function startFaultEngine(): Promise<FaultEngine> {
  const dynamo = await startDynamo();
  const client = dynamo.client({ retryStrategy: retryPolicy(RETRIES) });
  const onceClient = dynamo.client({ retryStrategy: retryPolicy({ ...RETRIES, unansweredTries: 1 }) });
  intercept(client);
  intercept(onceClient);
  const call = wireCalls(dynamo.endpoint);
  const streams = new Map<string, { StreamArn: string; ShardId: string }>();
  return {
    client,
    onceClient,
    createTable: async (name) => {
      await dynamo.createTable(name);
      streams.set(name, await streamOf(call, name));
    },
    dropTable: async (TableName) => {
      await call('DynamoDB_20120810.DeleteTable', { TableName });
    },
    scan: (table) => scan(call, table),
    readStream: (table, after) => readStream(call, streams.get(table) as StreamName, after),
    stop: () => dynamo.stop(),
  };
}

type Call = ReturnType<typeof wireCalls>;
type StreamName = { StreamArn: string; ShardId: string };

async function streamOf(call: Call, TableName: string): Promise<StreamName> {
  const { Table } = await call('DynamoDB_20120810.DescribeTable', { TableName });
  const { LatestStreamArn: StreamArn } = Table as { LatestStreamArn: string };
  const { StreamDescription } = await call('DynamoDBStreams_20120810.DescribeStream', { StreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  return { StreamArn, ShardId: (Shards[0] as { ShardId: string }).ShardId };
}

async function readStream(call: Call, stream: StreamName, after: string): Promise<WireRecord[]> {
  const from =
    after === '0'
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
  const { ShardIterator } = await call('DynamoDBStreams_20120810.GetShardIterator', { ...stream, ...from });
  const { Records } = await call('DynamoDBStreams_20120810.GetRecords', { ShardIterator, Limit: 1000 });
  return Records as WireRecord[];
}

async function scan(call: Call, TableName: string): Promise<WireItem[]> {
  const items: WireItem[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await call('DynamoDB_20120810.Scan', { TableName, ConsistentRead: true, ExclusiveStartKey });
    items.push(...(page['Items'] as WireItem[]));
    ExclusiveStartKey = page['LastEvaluatedKey'];
  } while (ExclusiveStartKey !== undefined);
  return items;
}
