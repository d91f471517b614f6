import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  NumberValue,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { answerOf, errorOf, requestBody } from '../../../adapters/dynamo/table-protocol.ts';

const TableName = 'ledger';
const Key = { pk: 'p', sk: 's' };
const Item = { ...Key, n: 1n, b: new Uint8Array([1, 2]), t: { x: undefined, y: [1.5, 'z'] }, u: undefined };
const condition = {
  ConditionExpression: 'n = :n AND #x = :x',
  ExpressionAttributeNames: { '#x': 'x' },
  ExpressionAttributeValues: { ':n': NumberValue.from('12345678901234567890'), ':x': new Set(['a']) },
};

const { ConditionExpression: _none, ...names } = condition;
const COMMANDS = {
  GetItem: new GetCommand({ TableName, Key, ConsistentRead: true }),
  PutItem: new PutCommand({ TableName, Item, ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  UpdateItem: new UpdateCommand({ TableName, Key, UpdateExpression: 'SET a = :n', ...condition }),
  DeleteItem: new DeleteCommand({ TableName, Key, ConditionExpression: undefined }),
  Query: new QueryCommand({ TableName, KeyConditionExpression: 'pk = :x', ...names, ExclusiveStartKey: Key }),
  Scan: new ScanCommand({ TableName, Limit: 5, ExclusiveStartKey: Key }),
  BatchGetItem: new BatchGetCommand({
    // A table may have the name of a field.
    RequestItems: { Keys: { Keys: [Key], ConsistentRead: true, ProjectionExpression: 'pk' } },
  }),
  BatchWriteItem: new BatchWriteCommand({
    RequestItems: { [TableName]: [{ PutRequest: { Item } }, { DeleteRequest: { Key } }] },
  }),
  TransactWriteItems: new TransactWriteCommand({
    ClientRequestToken: 'token',
    TransactItems: [
      { Put: { TableName, Item, ...condition } },
      { Update: { TableName, Key, UpdateExpression: 'SET a = :n', ...condition } },
      { Delete: { TableName, Key } },
      { ConditionCheck: { TableName, Key, ...condition } },
    ],
  }),
};

/** The body that the SDK makes of a command. */
async function bodyOfSdk(command: (typeof COMMANDS)[keyof typeof COMMANDS]): Promise<string> {
  const plain = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  let body = '';
  client.middlewareStack.add(
    () => (args) => {
      body = new TextDecoder().decode((args as unknown as { request: { body: Uint8Array } }).request.body);
      return Promise.resolve({ response: {}, output: { $metadata: {} } });
    },
    { step: 'build', priority: 'low', name: 'keepBody' },
  );
  await client.send(command as GetCommand);
  return body;
}

function token(): unknown {
  const body = JSON.parse(requestBody('TransactWriteItems', { TransactItems: [] })) as object;
  return 'ClientRequestToken' in body && body.ClientRequestToken;
}

describe('a request to the table', () => {
  it.each(Object.entries(COMMANDS))('of %s has the body that the SDK makes', async (operation, command) => {
    const wanted = JSON.parse(await bodyOfSdk(command)) as object;
    expect(JSON.parse(requestBody(operation, command.input))).toEqual(wanted);
  });

  it('of a transaction has a token of its own', () => {
    expect(token()).toMatch(/^[0-9a-f-]{36}$/);
    expect(token()).not.toBe(token());
  });
});

const wire = { pk: { S: 'p' }, n: { N: '1' }, b: { B: 'AQI=' } };
const item = { pk: 'p', n: NumberValue.from('1'), b: new Uint8Array([1, 2]) };

const type = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`;

describe('an answer of the table', () => {
  it('has items as the document client gives them, and the rest as it came', () => {
    const answer = answerOf({
      Item: wire,
      Attributes: wire,
      LastEvaluatedKey: { pk: { S: 'p' } },
      Items: [wire, wire],
      Responses: { Keys: [wire] },
      UnprocessedKeys: { Keys: { Keys: [wire], ConsistentRead: true } },
      UnprocessedItems: { ledger: [{ PutRequest: { Item: wire } }, { DeleteRequest: { Key: wire } }] },
      ConsumedCapacity: { CapacityUnits: 1.5 },
      ScannedCount: 7,
    });
    expect(answer).toEqual({
      Item: item,
      Attributes: item,
      LastEvaluatedKey: { pk: 'p' },
      Items: [item, item],
      Responses: { Keys: [item] },
      UnprocessedKeys: { Keys: { Keys: [item], ConsistentRead: true } },
      UnprocessedItems: { ledger: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: item } }] },
      ConsumedCapacity: { CapacityUnits: 1.5 },
      ScannedCount: 7,
    });
  });

  it('that refuses is the error that the SDK makes of it', () => {
    const about = { httpStatusCode: 400, requestId: 'r' };
    const refused = errorOf(
      { __type: type('ConditionalCheckFailedException'), message: 'm', Item: wire },
      about,
    );
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ message: 'm', Item: wire, $metadata: about, $fault: 'client' });
    const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'busy' }];
    const cancelled = errorOf(
      { __type: type('TransactionCanceledException'), Message: 'm', CancellationReasons: reasons },
      about,
    );
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect(cancelled).toMatchObject({ message: 'm', CancellationReasons: reasons });
    const other = errorOf({ __type: 'com.amazon.coral.validate#ValidationException:http://x' }, about);
    expect(other).toBeInstanceOf(DynamoDBServiceException);
    expect(other).toMatchObject({ name: 'ValidationException', $fault: 'client' });
    expect(errorOf({}, { httpStatusCode: 503 })).toMatchObject({ name: 'UnknownError', $fault: 'server' });
  });
});
