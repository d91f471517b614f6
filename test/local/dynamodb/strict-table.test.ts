import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const TableName = 'strict';
let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startStrictDynamo();
  await dynamo.createTable(TableName);
  const settings = { endpoint: dynamo.endpoint, region: 'us-east-1', maxAttempts: 1 };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...settings, credentials }));
});

afterAll(() => dynamo.stop());

const add = (sk: string) => ({
  TableName,
  Key: { pk: 'a', sk },
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': 1 },
});

const numberOf = (item: Record<string, unknown> | undefined) => item && Number(String(item['n']));

let client: DynamoDBDocumentClient;
/** A client that tries once and waits for nothing: what is refused is seen. */
const once = () => client;

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'taken';
  } catch (error) {
    return (error as Error).name;
  }
}

const send = (...items: string[]) =>
  once().send(new TransactWriteCommand({ TransactItems: items.map((sk) => ({ Update: add(sk) })) }));

describe('a table as strict as DynamoDB', () => {
  it('refuses a plain write that meets a transaction on its item, and serves one beside it', async () => {
    expect(await refusal(once().send(new UpdateCommand(add('other'))))).toBe('taken');
    // Again until they meet: who comes first is the machine's matter.
    let taken = 0;
    let plain = 'taken';
    while (plain === 'taken') {
      const items = { TransactItems: [{ Update: add('hot') }] };
      const results = await Promise.all([
        refusal(once().send(new TransactWriteCommand(items))),
        refusal(once().send(new UpdateCommand(add('hot')))),
      ]);
      taken += results.filter((result) => result === 'taken').length;
      [, plain = ''] = results;
    }
    expect(plain).toBe('TransactionConflictException');
    const { Item } = await once().send(
      new GetCommand({ TableName, Key: { pk: 'a', sk: 'hot' }, ConsistentRead: true }),
    );
    expect(Number(Item?.['n'])).toBe(taken);
  });

  it('cancels a transaction that meets another, and says which of its items', async () => {
    const reasons: unknown[] = [];
    while (reasons.length === 0) {
      const both = [send('both'), send('mine', 'both')];
      for (const result of await Promise.allSettled(both)) {
        if (result.status === 'rejected') reasons.push(result.reason);
      }
    }
    expect(reasons[0]).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: expect.arrayContaining([
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
      ]) as unknown,
    });
    expect(await refusal(send('mine', 'both'))).toBe('taken');
  });

  it('shows what was before to reads that do not ask for consistency, for a moment', async () => {
    const Key = { pk: 'a', sk: 'new' };
    const read = async (ConsistentRead: boolean) =>
      numberOf((await once().send(new GetCommand({ TableName, Key, ConsistentRead }))).Item);
    const query = async (ConsistentRead: boolean) => {
      const { Items } = await once().send(
        new QueryCommand({
          TableName,
          ConsistentRead,
          KeyConditionExpression: 'pk = :pk AND sk = :sk',
          ExpressionAttributeValues: { ':pk': Key.pk, ':sk': Key.sk },
        }),
      );
      return Items?.map(numberOf);
    };
    // Each looked at directly after its write, until the reads came in time: a busy machine may be too late.
    const seen = { missing: false, old: false };
    for (let n = 1; !(seen.missing && seen.old); n += 1) {
      Key.sk = `new-${n}`;
      await once().send(new PutCommand({ TableName, Item: { ...Key, n: 1 } }));
      seen.missing ||= (await read(false)) === undefined && (await query(false))?.length === 0;
      await once().send(new PutCommand({ TableName, Item: { ...Key, n: 2 } }));
      seen.old ||= (await read(false)) === 1;
      expect(await read(true)).toBe(2);
      expect(await query(true)).toEqual([2]);
    }
    await expect.poll(() => read(false)).toBe(2);
    await expect.poll(() => query(false)).toEqual([2]);
  });

  it('tells refusals of the engine as they are', async () => {
    const put = new PutCommand({
      TableName,
      Item: { pk: 'a', sk: 'hot' },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(await refusal(once().send(put))).toBe('ConditionalCheckFailedException');
  });
});
