import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsJson } from '../../../local/aws-json.ts';
import type { AwsCall } from '../../../local/aws-json.ts';
import { startDatabase } from '../../../local/dynamodb/dynoxide.ts';
import type { Database } from '../../../local/dynamodb/dynoxide.ts';
import { Resolver } from '../../../local/resolve.ts';
import { openStream } from '../../../local/dynamodb/stream-source.ts';
import { createTables, sweep } from '../../../local/dynamodb/tables.ts';
import type { Table } from '../../../local/dynamodb/tables.ts';
import { stackOf } from '../fixtures/stacks.ts';

const PLACES = { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' };
const folder = mkdtempSync(path.join(tmpdir(), 'local-tables-'));
const never = new AbortController().signal;
let database: Database;
let dynamodb: AwsCall;
let table: Table;

function stack(keyName: string) {
  return stackOf('App', {
    Ledger: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: keyName, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: keyName, KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      },
    },
  });
}

beforeAll(async () => {
  database = await startDatabase(folder);
  dynamodb = awsJson(database.endpoint, 'dynamodb', 'eu-west-1');
  const [created] = await createTables(new Resolver([stack('pk')], PLACES), dynamodb);
  if (!created) throw new Error('the stack declares one table');
  table = created;
});

afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function put(pk: string, ttl: number): Promise<void> {
  const Item = { pk: { S: pk }, ttl: { N: String(ttl) } };
  await dynamodb('DynamoDB_20120810.PutItem', { TableName: table.name, Item });
}

describe('a table of the templates', () => {
  it('loses what has expired, and the stream says that the service did it', async () => {
    await put('old', 1000);
    await put('new', 5000);
    expect(await sweep(table, dynamodb, 3_000_000, never)).toBe(1);
    const stream = await openStream(dynamodb, table.name, 'arn:stream', 'eu-west-1');
    const { records } = await stream.read(undefined, never);
    const [removed] = records.filter(({ eventName }) => eventName === 'REMOVE');
    expect(removed).toMatchObject({
      dynamodb: { Keys: { pk: { S: 'old' } } },
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      eventSourceARN: 'arn:stream',
      awsRegion: 'eu-west-1',
    });
  });

  it('shows no record for a write that changes nothing', async () => {
    await put('same', 5000);
    const stream = await openStream(dynamodb, table.name, 'arn:stream', 'eu-west-1');
    const { last } = await stream.read(undefined, never);
    await put('same', 5000);
    await put('same', 6000);
    const { records } = await stream.read(last, never);
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb.NewImage?.['ttl']])).toEqual([
      ['MODIFY', { N: '6000' }],
    ]);
  });

  it('goes on numbering when all but the last stream record are pruned', async () => {
    const stream = await openStream(dynamodb, table.name, 'arn:stream', 'eu-west-1');
    const { last } = await stream.read(undefined, never);
    database.prune(table.name, BigInt(last ?? 0));
    await put('next', 5000);
    const { records } = await stream.read(last, never);
    expect(records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber) > BigInt(last ?? 0))).toEqual([
      true,
    ]);
  });

  it('is not asked for its stream again before the engine has written', async () => {
    let asked = 0;
    const counting: AwsCall = async (...call) => {
      asked += 1;
      return await dynamodb(...call);
    };
    const stream = await openStream(counting, table.name, 'arn:stream', 'eu-west-1', () =>
      database.version(),
    );
    const { last } = await stream.read(undefined, never);
    expect(await stream.read(last, never)).toEqual({ records: [], last });
    const before = asked;
    await stream.read(last, never);
    expect(asked).toBe(before);
    await put('written', 7000);
    expect((await stream.read(last, never)).records).toHaveLength(1);
  });

  it('is refused when the kept one has other keys', async () => {
    await expect(createTables(new Resolver([stack('id')], PLACES), dynamodb)).rejects.toThrow(
      'start with --reset',
    );
  });
});
