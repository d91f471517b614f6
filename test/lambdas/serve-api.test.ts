import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CALLERS, gatewayEvent, type TestCaller } from '../support/api.ts';
import { usageEvent } from '../support/ledger.ts';
import {
  BatchGetCall,
  GetCall,
  QueryCall,
  UpdateCall,
  WireQueryCall,
} from '../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../support/mock-table.ts';

const dynamo = mockTable();
const sqs = mockClient(SQSClient);
const context = { functionName: 'serve-api', awsRequestId: 'request-1' } as Context;
let handler: (
  event: ReturnType<typeof gatewayEvent>,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  vi.stubEnv('STAGE', 'test');
  vi.stubEnv('TABLE_NAME', 'ledger');
  vi.stubEnv('BUCKET_NAME', 'bucket');
  vi.stubEnv('EVENT_BUS_NAME', 'bus');
  vi.stubEnv('USAGE_QUEUE_URL', 'https://sqs.example.com/usage');
  vi.stubEnv('JOB_QUEUE_URL', 'https://sqs.example.com/jobs');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  vi.stubEnv('LEDGER_SETTINGS', JSON.stringify({ requestsPerMinute: 100, recordsPerMinute: 100 }));
  const module = await import('../../lambdas/serve-api.ts');
  handler = module.handler;
});

beforeEach(() => {
  dynamo.on(UpdateCall).resolves({});
  dynamo.on(GetCall).resolves({});
  dynamo.on(QueryCall).resolves({ Items: [] });
  dynamo.on(WireQueryCall).resolves({ Items: [] });
  dynamo.on(BatchGetCall).resolves({ Responses: {} });
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
  });
});

afterEach(() => {
  dynamo.reset();
  sqs.reset();
});

async function call(request: string, as: TestCaller, body?: unknown) {
  const { statusCode, body: text = '' } = await handler(gatewayEvent(request, as, body), context);
  return { status: statusCode, body: JSON.parse(text) as Record<string, unknown> };
}

describe('serve-api', () => {
  it('sends what is recorded to the queue of its environment', async () => {
    const event = usageEvent('m1', { occurredAt: new Date().toISOString() });
    expect(await call('POST /record', CALLERS.writer, event)).toMatchObject({
      status: 202,
      body: { ids: ['m1'] },
    });
    const [sent] = sqs.commandCalls(SendMessageCommand);
    expect(sent?.args[0].input.QueueUrl).toBe('https://sqs.example.com/usage');
    expect(JSON.parse(sent?.args[0].input.MessageBody ?? '')).toEqual({ events: [event] });
  });

  it('counts requests in the table of its environment, and reads from it', async () => {
    expect(await call('/resources/episode/ep-1', CALLERS.reader)).toMatchObject({
      status: 200,
      body: { totalUsd: '0', pending: { queuedMessages: 3, uncountedEvents: 0, complete: false } },
    });
    const [depth] = sqs.commandCalls(GetQueueAttributesCommand);
    expect(depth?.args[0].input.QueueUrl).toBe('https://sqs.example.com/usage');
    const [count] = dynamo.commandCalls(UpdateCall);
    expect(count?.args[0].input).toMatchObject({ TableName: 'ledger', Key: { pk: 'Q#requests#reader-1' } });
    const asked = dynamo.commandCalls(QueryCall).map(({ args: [{ input }] }) => input);
    const receipt = asked.find(
      ({ ExpressionAttributeValues: values }) => values?.[':pk'] === 'R#episode#ep-1',
    );
    expect(receipt).toMatchObject({ TableName: 'ledger', ConsistentRead: true });
  });

  it('answers 429 when the table says that the minute is used up', async () => {
    dynamo
      .on(UpdateCall)
      .rejects(
        new ConditionalCheckFailedException({ message: 'no', $metadata: {}, Item: { n: { N: '100' } } }),
      );
    expect(await call('/me', { sub: 'busy-user' })).toMatchObject({ status: 429 });
  });

  it('answers 503 when the table is busy', async () => {
    dynamo.on(QueryCall).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    expect(await call('/resources/episode/ep-1', CALLERS.admin)).toMatchObject({ status: 503 });
  });

  it('answers 503 when the queue does not take a message, so that it is sent again', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('connection reset'));
    const event = usageEvent('m2', { occurredAt: new Date().toISOString() });
    expect(await call('POST /record', CALLERS.writer, event)).toMatchObject({ status: 503 });
  });

  it('reads again what a batch leaves over', async () => {
    const left = [{ pk: 'U#x#0', sk: 'user-1' }];
    dynamo.on(GetCall).resolves({ Item: { d: new Date().toISOString().slice(0, 10) } });
    dynamo
      .on(BatchGetCall)
      .resolvesOnce({ UnprocessedKeys: { ledger: { Keys: left } } })
      .resolves({ Responses: {} });
    expect(await call('/me', CALLERS.user)).toMatchObject({ status: 200, body: { events: 0 } });
    const asked = dynamo
      .commandCalls(BatchGetCall)
      .map(({ args }) => args[0].input.RequestItems?.['ledger']?.Keys);
    expect(asked.filter((keys) => JSON.stringify(keys) === JSON.stringify(left))).toHaveLength(1);
  });
});
