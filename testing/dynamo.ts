import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { DatabaseSync } from 'node:sqlite';
import { CreateTableCommand, DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  DAY_INDEX,
  DAY_INDEX_ATTRIBUTES,
  DAY_INDEX_PARTITION_KEY,
  DAY_INDEX_SORT_KEY,
} from '../contracts/table-layout.ts';
import { firstWords, isListening } from '../local/dynamodb/dynoxide.ts';
import { startStrictTable, type StrictTable } from '../local/dynamodb/strict-table.ts';
import { freePort } from './free-port.ts';
import { type InPlaceOfHttp, sdkClient, type SdkClientConfig } from './sdk-client.ts';

/** Names, in the environment, that a table which is there already begins anew: a test may be run again and again. */
export const TABLES_ANEW = 'COSTKEEPER_TABLES_ANEW';

const binary = join(import.meta.dirname, `../node_modules/@dynoxide/linux-${process.arch}/dynoxide`);

export interface TestDynamo {
  readonly endpoint: string;
  /** A fresh table with the ledger's layout. */
  createTable(name: string): Promise<void>;
  client(config?: SdkClientConfig): DynamoDBDocumentClient;
  /** The engine's process, to read what it uses. */
  readonly pid: number;
  /** The file the engine writes to. */
  readonly databaseFile: string;
  stop(): void;
}

function clientOf(endpoint: string, config: SdkClientConfig): DynamoDBDocumentClient {
  return sdkClient({
    // On a busy machine the engine may take long, and no test is about that.
    answerMs: 60_000,
    ...config,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/**
 * The embedded DynamoDB engine on a free port, its data in memory-backed files that go at the end, or in a
 * file that stays.
 */
export async function startDynamo(kept?: string): Promise<TestDynamo> {
  const port = await freePort();
  const folder = kept === undefined ? temporaryFolder('costkeeper-test-') : dirname(kept);
  const databaseFile = kept ?? join(folder, 'table.db');
  const engine = spawn(binary, ['serve', '--port', String(port), '--db-path', databaseFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await firstWords(engine);
  if (!isListening(said)) throw new Error(`the engine ended at once: ${said.trim()}`);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = (config: SdkClientConfig = {}) => clientOf(endpoint, config);
  return {
    endpoint,
    pid: engine.pid ?? 0,
    databaseFile,
    client,
    createTable: (name) => createLedgerTable(client(), name, databaseFile),
    stop: () => {
      engine.kill('SIGKILL');
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The embedded engine, made as weak as DynamoDB may be: writes meet transactions on the same item, and reads that do
 * not ask for consistency, and indexes, lag behind, by `lagMs` where it is given; with Infinity until `catchUp` is called.
 */
export async function startStrictDynamo(
  lagMs?: number,
): Promise<TestDynamo & Pick<StrictTable, 'catchUp'> & { settled(): DynamoDBDocumentClient }> {
  const dynamo = await startDynamo();
  const strict = await startStrictTable(dynamo.endpoint, lagMs);
  const { endpoint } = strict;
  return {
    ...dynamo,
    endpoint,
    client: (config = {}) => clientOf(endpoint, { requestHandler: inProcess(strict), ...config }),
    catchUp: () => strict.catchUp(),
    // What it writes was there long before.
    settled: () => dynamo.client(),
    stop: () => {
      void strict.stop();
      dynamo.stop();
    },
  };
}

/** What sends a client's requests to a table of this process: a connection to it would take as long as that to the engine. */
function inProcess(strict: StrictTable): InPlaceOfHttp {
  const handle: InPlaceOfHttp['handle'] = async ({ headers, body }) => {
    // The SDK's own commands bring bytes.
    const text = Buffer.from(body).toString();
    const { status, body: answer } = await strict.answer(headers['x-amz-target'] ?? '', text);
    const answered = { 'content-type': 'application/x-amz-json-1.0' };
    return {
      response: {
        statusCode: status,
        headers: answered,
        body: Readable.from([Buffer.from(JSON.stringify(answer))]),
      },
    };
  };
  return { handle };
}

/** A folder of its own, in memory where the system has such a place. */
export function temporaryFolder(prefix: string): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), prefix));
}

/** Does nothing where there is none. */
async function dropTable(client: DynamoDBDocumentClient, TableName: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

async function createLedgerTable(client: DynamoDBDocumentClient, name: string, file: string): Promise<void> {
  if (process.env[TABLES_ANEW] !== undefined) await dropTable(client, name);
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', DAY_INDEX_PARTITION_KEY, DAY_INDEX_SORT_KEY].map(
        (AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        }),
      ),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: DAY_INDEX,
          KeySchema: [
            { AttributeName: DAY_INDEX_PARTITION_KEY, KeyType: 'HASH' },
            { AttributeName: DAY_INDEX_SORT_KEY, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...DAY_INDEX_ATTRIBUTES] },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 60000');
  database.exec(
    'CREATE INDEX IF NOT EXISTS stream_position ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
  );
  database.exec(
    'CREATE INDEX IF NOT EXISTS shard_position ON _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER))',
  );
  database.close();
}
