import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  S3Client,
  DeleteObjectCommand,
  HeadObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { SendRawEmailCommand, SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { wrapAwsClient } from '../../client/aws.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import { createCostkeeper } from '../../client/index.ts';
import { s3Usage } from '../../client/wrappers/aws-usage.ts';
import type { AwsAnswer, AwsCall } from '../../client/wrappers/middleware-stack.ts';
import { startStub, type StubAnswer } from './support/json-server.ts';
import { startLocalQueue } from './support/local-sqs.ts';
import { priceDraft } from './support/price-draft.ts';
import { Recording } from './support/recording.ts';

const AWS = { region: 'us-east-1', credentials: { accessKeyId: 'k', secretAccessKey: 's' } };

function brief(drafts: UsageDraft[]) {
  return drafts.map(({ model, usage, region }) => [model, usage, region]);
}

function expectPriced(recording: Recording): void {
  expect(recording.drafts.map((draft) => priceDraft(draft).status)).toEqual(
    recording.drafts.map(() => 'priced'),
  );
}

describe('wrapAwsClient', () => {
  it('records the requests and bytes of S3', async () => {
    await using stub = await startStub((request): StubAnswer => {
      if (request.path.includes('list-type')) {
        return { headers: { 'content-type': 'application/xml' }, body: '<ListBucketResult/>' };
      }
      const body = request.method === 'GET' ? 'hello' : '';
      return { headers: { 'content-length': String(body.length) }, body };
    });
    const recording = new Recording();
    const s3 = wrapAwsClient(new S3Client({ ...AWS, endpoint: stub.url, forcePathStyle: true }), recording);
    const object = { Bucket: 'b', Key: 'k' };
    await s3.send(new PutObjectCommand({ ...object, Body: 'héllo' }));
    await s3.send(new GetObjectCommand(object));
    await s3.send(new ListObjectsV2Command({ Bucket: 'b' }));
    await s3.send(new DeleteObjectCommand(object));
    expect(brief(recording.drafts)).toEqual([
      ['standard-put', { requests: 1, message_bytes: 6 }, 'us-east-1'],
      ['standard-get', { requests: 1, message_bytes: 5 }, 'us-east-1'],
      ['standard-put', { requests: 1 }, 'us-east-1'],
      ['delete', { requests: 1 }, 'us-east-1'],
    ]);
    expectPriced(recording);
  });

  it('records SQS by started 64 KB, and not the messages of the ledger itself', async () => {
    await using queue = await startLocalQueue();
    const recording = new Recording();
    const { queueUrl: QueueUrl } = queue;
    const sqs = wrapAwsClient(new SQSClient({ ...AWS, endpoint: new URL(QueueUrl).origin }), recording);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(70_000) }));
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'hello' }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(
      recording.drafts.map(({ usage, metadata }) => [usage.requests, usage.message_bytes, metadata]),
    ).toEqual([
      [1, 70_000, { messages: 1 }],
      [1, 10, { messages: 2 }],
      [1, 70_010, { messages: 3 }],
    ]);
    expectPriced(recording);
    // Two, one and two started chunks of 64 KiB at 0.40 USD per million.
    expect(recording.drafts.map((draft) => priceDraft(draft).usd)).toEqual([
      '0.0000008',
      '0.0000004',
      '0.0000008',
    ]);
    const costkeeper = createCostkeeper({ queueUrl: QueueUrl, sqsClient: sqs, flushOnExit: false });
    wrapAwsClient(sqs, costkeeper);
    costkeeper.record({ provider: 'p', model: 'm', usage: { requests: 1 } });
    await costkeeper.flush();
    expect(costkeeper.stats()).toMatchObject({ recorded: 1, delivered: 1 });
  });

  it('charges a batch to SQS by its chunks once', async () => {
    await using queue = await startLocalQueue();
    const recording = new Recording();
    const { queueUrl: QueueUrl } = queue;
    const sqs = wrapAwsClient(new SQSClient({ ...AWS, endpoint: new URL(QueueUrl).origin }), recording);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(200 * 1024) }));
    const Entries = Array.from({ length: 10 }, (_, Id) => ({
      Id: String(Id),
      MessageBody: 'x'.repeat(100 * 1024),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(recording.drafts.map((draft) => priceDraft(draft).usd)).toEqual(['0.0000016', '0.0000064']);
  });

  it('tells the storage classes of S3 apart, and what was read or written by the gigabyte', async () => {
    const gibibyte = 1024 ** 3;
    await using stub = await startStub(({ method, path }): StubAnswer => {
      const isRead = method === 'HEAD';
      const headers: Record<string, string> = isRead ? { 'content-length': String(gibibyte) } : {};
      if (isRead && !path.includes('standard')) headers['x-amz-storage-class'] = 'STANDARD_IA';
      return { headers, body: '' };
    });
    const recording = new Recording();
    const s3 = wrapAwsClient(new S3Client({ ...AWS, endpoint: stub.url, forcePathStyle: true }), recording);
    const classes = [
      'GLACIER_IR',
      'GLACIER',
      'DEEP_ARCHIVE',
      'ONEZONE_IA',
      'EXPRESS_ONEZONE',
      'STANDARD_IA',
    ] as const;
    for (const StorageClass of classes) {
      await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x'.repeat(1024), StorageClass }));
    }
    await s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }));
    await s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'standard' }));
    expect(recording.drafts.map((draft) => [draft.model, priceDraft(draft).status])).toEqual([
      ['glacier-ir-put', 'priced'],
      ['glacier-put', 'priced'],
      ['deep-archive-put', 'priced'],
      ['onezone-ia-put', 'priced'],
      ['express-onezone-put', 'priced'],
      ['standard-ia-put', 'priced'],
      ['standard-ia-get', 'priced'],
      ['standard-get', 'priced'],
    ]);
    expect(recording.drafts[4]?.usage).toMatchObject({ upload_gb: '0.000000953674' });
  });

  it('counts the bytes that a read of a colder class retrieves', () => {
    const call = { commandName: 'GetObjectCommand', input: { Bucket: 'b', Key: 'k' } } as unknown as AwsCall;
    const output = { ContentLength: 3 * 1024 ** 3, StorageClass: 'STANDARD_IA' };
    const [draft] = s3Usage(call, { output } as unknown as AwsAnswer);
    expect(draft).toMatchObject({ model: 'standard-ia-get', usage: { requests: 1, retrieval_gb: '3' } });
  });

  it('records each recipient of SES', async () => {
    await using stub = await startStub(() => ({
      headers: { 'content-type': 'text/xml' },
      body: '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
    }));
    const recording = new Recording();
    const ses = wrapAwsClient(new SESClient({ ...AWS, endpoint: stub.url }), recording);
    const Message = { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } };
    const Destination = { ToAddresses: ['a@example.com', 'b@example.com'], CcAddresses: ['c@example.com'] };
    await ses.send(new SendEmailCommand({ Source: 's@example.com', Destination, Message }));
    const Destinations = ['a@example.com', 'b@example.com'];
    await ses.send(new SendRawEmailCommand({ Destinations, RawMessage: { Data: new Uint8Array(100) } }));
    expect(recording.drafts.map(({ usage }) => [usage.emails, usage.message_bytes])).toEqual([
      [3, undefined],
      [2, 200],
    ]);
    expectPriced(recording);
  });

  it('reads in PartiQL whether DynamoDB read or wrote', async () => {
    await using stub = await startStub(() => ({
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ ConsumedCapacity: { TableName: 't', CapacityUnits: 1 } }),
    }));
    const recording = new Recording();
    const dynamo = wrapAwsClient(new DynamoDBClient({ ...AWS, endpoint: stub.url }), recording);
    const select = 'SELECT * FROM "t" WHERE pk = 1';
    const insert = 'INSERT INTO "t" VALUE {\'pk\': 1}';
    await dynamo.send(new ExecuteStatementCommand({ Statement: insert }));
    await dynamo.send(new ExecuteStatementCommand({ Statement: ` ${select.toLowerCase()}` }));
    await dynamo.send(new BatchExecuteStatementCommand({ Statements: [{ Statement: select }] }));
    await dynamo.send(new BatchExecuteStatementCommand({ Statements: [{ Statement: insert }] }));
    await dynamo.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement: select }] }));
    expect(recording.drafts.map(({ model }) => model)).toEqual(['wru', 'rru', 'rru', 'wru', 'rru']);
    expectPriced(recording);
  });

  it('asks DynamoDB what each call consumed', async () => {
    const consumed: Record<string, unknown> = {
      PutItem: { TableName: 't', CapacityUnits: 2 },
      GetItem: { TableName: 't', CapacityUnits: 0.5 },
      TransactWriteItems: [
        { TableName: 't', CapacityUnits: 4 },
        { TableName: 'u', CapacityUnits: 2 },
      ],
    };
    await using stub = await startStub((request) => ({
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        ConsumedCapacity: consumed[String(request.headers['x-amz-target']).split('.')[1] ?? ''],
      }),
    }));
    const recording = new Recording();
    const dynamo = wrapAwsClient(new DynamoDBClient({ ...AWS, endpoint: stub.url }), recording);
    const Item = { pk: { S: 'a' } };
    await dynamo.send(new PutItemCommand({ TableName: 't', Item }));
    await dynamo.send(new GetItemCommand({ TableName: 't', Key: Item, ReturnConsumedCapacity: 'INDEXES' }));
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 't', Item } }] }));
    expect(brief(recording.drafts)).toEqual([
      ['wru', { write_request_units: 2 }, 'us-east-1'],
      ['rru', { read_request_units: 0.5 }, 'us-east-1'],
      ['wru', { write_request_units: 6 }, 'us-east-1'],
    ]);
    const asked = stub.seen.map(
      ({ body }) => (JSON.parse(body) as { ReturnConsumedCapacity: string }).ReturnConsumedCapacity,
    );
    expect(asked).toEqual(['TOTAL', 'INDEXES', 'TOTAL']);
    expectPriced(recording);
  });
});
