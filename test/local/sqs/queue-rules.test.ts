import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCallError, awsJson, type AwsCall } from '../../../local/aws-json.ts';
import { startQueues } from '../../../local/sqs/start-sqs-and-s3.ts';
import { list, record } from '../../../local/template.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'queue-rules-'));
let server: FauxqsServer;
let sqs: AwsCall;
let QueueUrl: string;

beforeAll(async () => {
  ({ started: server } = await startQueues(0, 'eu-west-1', folder, false));
  server.createQueue('dead');
  const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:000000000000:dead';
  server.createQueue('work', {
    attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) },
  });
  sqs = awsJson(`http://127.0.0.1:${server.port}`, 'sqs', 'eu-west-1');
  QueueUrl = `http://127.0.0.1:${server.port}/000000000000/work`;
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function refusal(call: string, body: object): Promise<string> {
  try {
    await sqs(`AmazonSQS.${call}`, { QueueUrl, ...body });
    return 'taken';
  } catch (error) {
    if (error instanceof AwsCallError) return error.type;
    throw error;
  }
}

const entries = (count: number, MessageBody = 'x') =>
  Array.from({ length: count }, (_unused, index) => ({ Id: `e-${index}`, MessageBody }));
const attributes = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_unused, index) => [
      `a${index}`,
      { DataType: 'String', StringValue: 'x' },
    ]),
  );
const withAttribute = (name: string, DataType: string, StringValue: string) => ({
  MessageBody: 'x',
  MessageAttributes: { [name]: { DataType, StringValue } },
});
const MIB = 1_048_576;

/** The names of errors are those of the SQS API reference. */
describe('the local SQS takes what SQS takes', () => {
  it.each([
    ['ten entries', 'SendMessageBatch', { Entries: entries(10) }, 'taken'],
    ['eleven entries', 'SendMessageBatch', { Entries: entries(11) }, 'TooManyEntriesInBatchRequest'],
    ['no entries', 'SendMessageBatch', { Entries: [] }, 'EmptyBatchRequest'],
    ['1 MiB together', 'SendMessageBatch', { Entries: entries(2, 'x'.repeat(MIB / 2)) }, 'taken'],
    [
      'more together',
      'SendMessageBatch',
      { Entries: entries(3, 'x'.repeat(MIB / 2)) },
      'BatchRequestTooLong',
    ],
    ['1 MiB', 'SendMessage', { MessageBody: 'x'.repeat(MIB) }, 'taken'],
    ['more than 1 MiB', 'SendMessage', { MessageBody: 'x'.repeat(MIB + 1) }, 'InvalidParameterValue'],
    ['bytes, not characters', 'SendMessage', { MessageBody: '€'.repeat(MIB / 2) }, 'InvalidParameterValue'],
    [
      'the same id twice',
      'SendMessageBatch',
      { Entries: [...entries(1), ...entries(1)] },
      'BatchEntryIdsNotDistinct',
    ],
    [
      'an id with a dot',
      'SendMessageBatch',
      { Entries: [{ Id: 'a.b', MessageBody: 'x' }] },
      'InvalidBatchEntryId',
    ],
    [
      'a long id',
      'SendMessageBatch',
      { Entries: [{ Id: 'a'.repeat(81), MessageBody: 'x' }] },
      'InvalidBatchEntryId',
    ],
    ['an id of 80', 'SendMessageBatch', { Entries: [{ Id: 'a'.repeat(80), MessageBody: 'x' }] }, 'taken'],
    ['no body', 'SendMessage', { MessageBody: '' }, 'MissingParameter'],
    ['no body in a batch', 'SendMessageBatch', { Entries: entries(1, '') }, 'MissingParameter'],
    ['a control character', 'SendMessage', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['an emoji', 'SendMessage', { MessageBody: '🚀' }, 'taken'],
    ['U+FFFF', 'SendMessage', { MessageBody: '\uFFFF' }, 'InvalidMessageContents'],
    ['ten attributes', 'SendMessage', { MessageBody: 'x', MessageAttributes: attributes(10) }, 'taken'],
    [
      'eleven attributes',
      'SendMessage',
      { MessageBody: 'x', MessageAttributes: attributes(11) },
      'InvalidParameterValue',
    ],
    ['an attribute of a type of one’s own', 'SendMessage', withAttribute('a', 'Number.int', '1e3'), 'taken'],
    ['an attribute of AWS’s', 'SendMessage', withAttribute('AWS.a', 'String', 'x'), 'InvalidParameterValue'],
    ['a name with two dots', 'SendMessage', withAttribute('a..b', 'String', 'x'), 'InvalidParameterValue'],
    ['an unknown type', 'SendMessage', withAttribute('a', 'Text', 'x'), 'InvalidParameterValue'],
    ['a number that is none', 'SendMessage', withAttribute('a', 'Number', 'one'), 'InvalidParameterValue'],
    [
      'an attribute without a value',
      'SendMessage',
      withAttribute('a', 'String', ''),
      'InvalidParameterValue',
    ],
    ['a group of a fair queue', 'SendMessage', { MessageBody: 'x', MessageGroupId: 'tenant' }, 'taken'],
    [
      'an id that only FIFO queues know',
      'SendMessageBatch',
      { Entries: [{ Id: 'a', MessageBody: 'x', MessageDeduplicationId: 'once' }] },
      'InvalidParameterValue',
    ],
    ['a delay of 15 minutes', 'SendMessage', { MessageBody: 'x', DelaySeconds: 900 }, 'taken'],
    ['a longer delay', 'SendMessage', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['eleven to receive', 'ReceiveMessage', { MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    ['a longer wait', 'ReceiveMessage', { WaitTimeSeconds: 21 }, 'InvalidParameterValue'],
    [
      'hidden for 12 hours and more',
      'ReceiveMessage',
      { VisibilityTimeout: 43_201 },
      'InvalidParameterValue',
    ],
    ['a made-up handle', 'DeleteMessage', { ReceiptHandle: 'nothing' }, 'ReceiptHandleIsInvalid'],
  ])('%s', async (_name, call, body, expected) => {
    expect(await refusal(call, body)).toBe(expected);
    await sqs('AmazonSQS.PurgeQueue', { QueueUrl });
  });

  it('a handle is of no use once its message is visible again, and a third receive redrives it', async () => {
    await sqs('AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'one' });
    const receive = async (url = QueueUrl) =>
      record(
        list((await sqs('AmazonSQS.ReceiveMessage', { QueueUrl: url, VisibilityTimeout: 1 }))['Messages'])[0],
      );
    const { ReceiptHandle } = await receive();
    let again = {};
    while (Object.keys(again).length === 0) {
      await sleep(50);
      again = await receive();
    }
    expect(again).not.toMatchObject({ ReceiptHandle });
    expect(await refusal('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 9 })).toBe(
      'MessageNotInflight',
    );
    const dead = QueueUrl.replace('work', 'dead');
    let moved = {};
    while (Object.keys(moved).length === 0) {
      await sleep(50);
      expect(await receive()).toEqual({});
      moved = await receive(dead);
    }
    expect(moved).toMatchObject({ Body: 'one' });
  });
});
