import '../../testing/function-environment.ts';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/stream-event.ts';

const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
let module: typeof import('../../lambdas/read-invocation-logs.ts');

beforeAll(async () => {
  vi.stubEnv('USAGE_QUEUE_URL', 'https://sqs.example.com/usage');
  module = await import('../../lambdas/read-invocation-logs.ts');
});
afterAll(() => {
  s3.restore();
  sqs.restore();
  vi.unstubAllEnvs();
});
afterEach(() => {
  s3.reset();
  sqs.reset();
});

const record = (requestId: string) => ({
  schemaType: 'ModelInvocationLog',
  timestamp: new Date().toISOString(),
  requestId,
  operation: 'Converse',
  modelId: 'amazon.nova-lite-v1:0',
  input: { inputTokenCount: 30 },
  output: { outputTokenCount: 6 },
});

function logFile(...records: object[]): void {
  const bytes = gzipSync(records.map((one) => JSON.stringify(one)).join('\n'));
  const body = { transformToByteArray: () => Promise.resolve(new Uint8Array(bytes)) };
  s3.on(GetObjectCommand).resolves({ Body: body as never });
}

function read(): Promise<void> {
  const detail = { bucket: { name: 'logs' }, object: { key: 'bedrock/AWSLogs/1/a.json.gz' } };
  return module.handler({ detail } as never, lambdaContext);
}

/** What CloudWatch Logs sends to a subscribed function (docs.aws.amazon.com/lambda, services-cloudwatchlogs). */
function subscribed(messageType: string, messages: readonly string[]): Promise<void> {
  const group = {
    messageType,
    owner: '123456789012',
    logGroup: '/aws/bedrock/calls',
    logStream: 'aws/bedrock/modelinvocations',
    subscriptionFilters: ['costkeeper'],
    logEvents: messages.map((message, index) => ({
      id: `3644071045338888539476431131894${String(index).padStart(25, '0')}`,
      timestamp: Date.now(),
      message,
    })),
  };
  const data = gzipSync(JSON.stringify(group)).toString('base64');
  return module.handler({ awslogs: { data } }, lambdaContext);
}

describe('read-invocation-logs', () => {
  it('puts the calls of a file on the usage queue', async () => {
    logFile(record('a1b2c3d4-5678-90ab-cdef-111111111111'), record('a1b2c3d4-5678-90ab-cdef-222222222222'));
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
    await read();
    const [input] = s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input);
    expect(input).toEqual({ Bucket: 'logs', Key: 'bedrock/AWSLogs/1/a.json.gz' });
    const bodies = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
    const events = bodies.flatMap(
      (body) => (JSON.parse(body) as { events: Record<string, unknown>[] }).events,
    );
    expect(events).toMatchObject([
      { id: 'a1b2c3d4-5678-90ab-cdef-111111111111', usage: { input_tokens: 30, output_tokens: 6 } },
      { id: 'a1b2c3d4-5678-90ab-cdef-222222222222', via: 'invocation-log' },
    ]);
  });

  it('puts the calls of a log group on the queue, and payloads of LiteLLM beside them', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
    const spread = JSON.stringify(record('a1b2c3d4-5678-90ab-cdef-444444444444'), null, 1);
    const litellm = {
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      call_type: 'acompletion',
      model: 'gpt-4o-mini',
      custom_llm_provider: 'openai',
      startTime: Date.now() / 1000,
      prompt_tokens: 20,
      completion_tokens: 10,
    };
    await subscribed('DATA_MESSAGE', [spread, JSON.stringify(litellm), '{"level":"info"}']);
    const [body] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
    expect((JSON.parse(body ?? '') as { events: object[] }).events).toMatchObject([
      { id: 'a1b2c3d4-5678-90ab-cdef-444444444444', via: 'invocation-log' },
      { id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT', via: 'litellm' },
    ]);
  });

  it('takes a call that is logged with prompt and answer, and keeps neither', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
    // As in docs.aws.amazon.com/bedrock, model-invocation-logging: counts beside the bodies, and in the answer.
    const logged = {
      ...record('a1b2c3d4-5678-90ab-cdef-555555555555'),
      schemaVersion: '1.0',
      accountId: '123456789012',
      identity: { arn: 'arn:aws:sts::123456789012:assumed-role/writer/session' },
      region: 'us-east-1',
      operation: 'InvokeModel',
      modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
      input: {
        inputContentType: 'application/json',
        inputBodyJson: { messages: [{ role: 'user', content: 'a secret question' }] },
        inputTokenCount: 30,
      },
      output: {
        outputContentType: 'application/json',
        outputBodyJson: {
          id: 'msg_bdrk_1',
          content: [{ type: 'text', text: 'a secret answer' }],
          usage: { input_tokens: 30, cache_read_input_tokens: 200, output_tokens: 6 },
        },
        outputTokenCount: 6,
      },
    };
    await subscribed('DATA_MESSAGE', [JSON.stringify(logged)]);
    const [body = ''] = sqs
      .commandCalls(SendMessageCommand)
      .map(({ args }) => args[0].input.MessageBody ?? '');
    expect((JSON.parse(body) as { events: object[] }).events).toMatchObject([
      {
        id: 'a1b2c3d4-5678-90ab-cdef-555555555555',
        provider: 'bedrock',
        tags: { role: 'writer' },
        usage: { input_tokens: 30, cache_read_tokens: 200, output_tokens: 6 },
      },
    ]);
    expect(body).not.toContain('secret');
  });

  it('sends nothing for the message by which CloudWatch tries the subscription', async () => {
    await subscribed('CONTROL_MESSAGE', ['CWL CONTROL MESSAGE: Checking health of destination.']);
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(0);
  });

  it('fails when the queue does not take them, so that the event comes again', async () => {
    logFile(record('a1b2c3d4-5678-90ab-cdef-333333333333'));
    sqs.on(SendMessageCommand).rejects(new Error('down'));
    await expect(read()).rejects.toThrow('queue');
  });
});
