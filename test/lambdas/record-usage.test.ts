import '../../testing/function-environment.ts';
import { Buffer } from 'node:buffer';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sourceHash } from '../../core/usage/exact-json.ts';
import { handler } from '../../lambdas/record-usage.ts';
import { smallEvent, usageEvent } from '../../testing/factories.ts';
import { lambdaContext } from '../support/stream-event.ts';
import { GetCall, PutCall, QueryCall, UpdateCall } from '../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../support/mock-table.ts';

const table = mockTable();
const bucket = mockClient(S3Client);
afterAll(() => {
  table.restore();
  bucket.restore();
});
const SENT = Date.UTC(2026, 10, 21, 12);

beforeEach(() => {
  table.reset();
  bucket.reset();
  table.on(GetCall).resolves({});
  table.on(QueryCall).resolves({ Items: [] });
  table.on(PutCall).resolves({});
  table.on(UpdateCall).resolves({});
  bucket.on(PutObjectCommand).resolves({});
});

function batch(...bodies: unknown[]): SQSEvent {
  const Records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { SentTimestamp: String(SENT) },
  }));
  return { Records } as unknown as SQSEvent;
}

function run(event: SQSEvent): Promise<SQSBatchResponse> {
  return handler(event, lambdaContext);
}

function items(prefix: string): Record<string, unknown>[] {
  const written = table.commandCalls(PutCall).map(({ args }) => args[0].input.Item ?? {});
  return written.filter(({ pk }) => String(pk).startsWith(prefix));
}

function tallies(): unknown[] {
  const inputs = table.commandCalls(UpdateCall).map(({ args }) => args[0].input);
  return inputs
    .filter(({ Key }) => String(Key?.['pk']).startsWith('M#'))
    .map(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[':n'] as unknown);
}

describe('the function record-usage', () => {
  it('puts a priced entry if its key is free, and a tally', async () => {
    expect(await run(batch(usageEvent()))).toEqual({ batchItemFailures: [] });
    const [put] = table.commandCalls(PutCall).map(({ args }) => args[0].input);
    expect(put).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      Item: { pk: 'E#2026-11-21#0', sk: usageEvent()['id'], i: 0, u: 'user-42' },
    });
    expect(tallies()).toEqual([1]);
  });

  it('keeps bad messages with their reason and records their neighbours', async () => {
    const bad = [smallEvent({ model: undefined }), 'no json'];
    expect(await run(batch(...bad, smallEvent()))).toEqual({ batchItemFailures: [] });
    expect(items('X#')).toMatchObject([
      { pk: 'X#2026-11-21', sk: 'message-0#0000#rejected', rn: 'invalid' },
      { sk: 'message-1#0000#rejected', rn: 'not JSON', bd: 'no json' },
    ]);
    expect(items('E#')).toHaveLength(1);
  });

  it('brings only the messages again that could not be written', async () => {
    table.on(PutCall, { Item: { sk: 'b' } }, false).rejects(new Error('no route to the table'));
    const response = await run(batch(...['a', 'b', 'c'].map((id) => smallEvent({ id }))));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(tallies()).toEqual([2]);
  });

  it.each([
    ['a redelivery', sourceHash('message-0', 0), []],
    ['another message', sourceHash('message-9', 0), ['message-0#0000#conflict']],
  ])('tells what was there: %s', async (_name, hs, kept) => {
    const Item = marshall({ rb: 'another-batch', i: 7, hs: new Uint8Array(hs), hc: Buffer.alloc(16) });
    const exists = new ConditionalCheckFailedException({ message: 'exists', $metadata: {}, Item });
    table.on(GetCall).resolves({});
    table.on(QueryCall).resolves({ Items: [] });
    table.on(PutCall).resolves({});
    table.on(PutCall, { Item: { pk: 'E#2026-11-21#0' } }, false).rejects(exists);
    expect(await run(batch(smallEvent()))).toEqual({ batchItemFailures: [] });
    expect(items('X#').map(({ sk }) => sk)).toEqual(kept);
  });

  it('keeps an event that the table refuses for good', async () => {
    const refused = Object.assign(new Error('Item size has exceeded'), { name: 'ValidationException' });
    table.on(PutCall, { Item: { pk: 'E#2026-11-21#0' } }, false).rejects(refused);
    expect(await run(batch(smallEvent()))).toEqual({ batchItemFailures: [] });
    expect(items('X#')).toMatchObject([{ rn: 'cannot be stored' }]);
  });

  it('keeps a large body in the bucket', async () => {
    await run(batch(`"${'x'.repeat(300_000)}`));
    const [object] = bucket.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(object).toMatchObject({ Bucket: 'ledger-bucket', Key: 'quarantine/2026-11-21/message-0-0.json' });
    expect(items('X#')).toMatchObject([{ bk: object?.Key }]);
  });
});
