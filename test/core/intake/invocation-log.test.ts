import { describe, expect, it } from 'vitest';
import { answerEvents } from '../../../core/intake/answer-events.ts';
import { invocationEvents } from '../../../core/intake/invocation-log.ts';
import { logEvents } from '../../../core/intake/read-log.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';

/** A record with the fields that AWS documents for the model invocation log. */
function aRecord(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: '2026-11-20T10:15:30Z',
    accountId: '111111111111',
    identity: { arn: 'arn:aws:sts::111111111111:assumed-role/checkout-api/i-0abc' },
    region: 'us-east-1',
    requestId: 'a1b2c3d4-5678-90ab-cdef-111111111111',
    operation: 'Converse',
    modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    requestMetadata: { team: 'search', userId: 'user-42', sessionId: 'sess-1' },
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: ['a secret'] },
      inputTokenCount: 30,
    },
    output: { outputContentType: 'application/json', outputTokenCount: 628 },
    ...more,
  };
}

const invocationEvent = (record: Record<string, unknown>) => invocationEvents(record)[0];

describe('a record of the invocation log', () => {
  it('is the message of its call, without what was asked', () => {
    const event = invocationEvent(aRecord());
    expect(event).toEqual({
      id: 'a1b2c3d4-5678-90ab-cdef-111111111111',
      occurredAt: '2026-11-20T10:15:30.000Z',
      provider: 'bedrock',
      service: 'llm',
      model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      region: 'us-east-1',
      operation: 'Converse',
      userId: 'user-42',
      resource: { type: 'session', id: 'sess-1' },
      tags: { role: 'checkout-api', team: 'search' },
      usage: { input_tokens: 30, output_tokens: 628 },
      via: 'invocation-log',
      metadata: { account: '111111111111' },
    });
  });

  it('takes the usage of the answer where the log holds it, with what was cached', () => {
    const usage = { input_tokens: 10, cache_read_input_tokens: 900, output_tokens: 5 };
    const output = { outputBodyJson: { id: 'msg_1', usage }, outputTokenCount: 5 };
    expect(invocationEvent(aRecord({ output }))).toMatchObject({
      usage: { input_tokens: 10, cache_read_tokens: 900, output_tokens: 5 },
    });
    const counted = { inputTokenCount: 10, cacheReadInputTokenCount: 900, cacheWriteInputTokenCount: 70 };
    expect(invocationEvent(aRecord({ input: counted }))).toMatchObject({
      usage: { input_tokens: 10, cache_read_tokens: 900, cache_write_5m_tokens: 70, output_tokens: 628 },
    });
  });

  it.each([
    ['an IAM user', 'arn:aws:iam::111111111111:user/people/alice', { userId: 'alice', tags: undefined }],
    [
      'a person of IAM Identity Center',
      'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev_0a/alice@example.com',
      { userId: 'alice@example.com', tags: { role: 'AWSReservedSSO_Dev_0a' } },
    ],
    [
      'software',
      'arn:aws:sts::111111111111:assumed-role/app/fn',
      { userId: undefined, tags: { role: 'app' } },
    ],
  ])('is for %s by the identity', (_name, arn, expected) => {
    const { userId, tags } = invocationEvent(aRecord({ identity: { arn }, requestMetadata: undefined }));
    expect({ userId, tags }).toEqual(expected);
  });

  it('takes the usage of a stream, which is logged as its events', () => {
    const events = [
      {
        type: 'message_start',
        message: {
          usage: {
            input_tokens: 30,
            cache_read_input_tokens: 500,
            cache_creation_input_tokens: 100,
            cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100 },
            output_tokens: 1,
          },
        },
      },
      { type: 'content_block_delta', delta: { text: 'a secret' } },
      {
        type: 'message_delta',
        usage: { cache_read_input_tokens: null, cache_creation_input_tokens: 150, output_tokens: 628 },
      },
    ];
    const output = { outputTokenCount: 628, outputBodyJson: events };
    expect(invocationEvent(aRecord({ operation: 'InvokeModelWithResponseStream', output }))['usage']).toEqual(
      {
        input_tokens: 30,
        cache_read_tokens: 500,
        cache_write_1h_tokens: 150,
        output_tokens: 628,
      },
    );
  });

  it('is a message for each model that worked on a streamed answer', () => {
    const iterations = [
      { type: 'message', input_tokens: 30, output_tokens: 628 },
      { type: 'advisor_message', model: 'claude-opus-4-6', input_tokens: 823, output_tokens: 1612 },
    ];
    const outputBodyJson = [
      { type: 'message_start', message: { usage: { input_tokens: 30, output_tokens: 1 } } },
      { type: 'message_delta', usage: { output_tokens: 628, iterations } },
    ];
    expect(logEvents(JSON.stringify(aRecord({ output: { outputBodyJson } })))).toMatchObject([
      { event: { usage: { input_tokens: 30, output_tokens: 628 } } },
      {
        event: {
          id: 'a1b2c3d4-5678-90ab-cdef-111111111111/1',
          model: 'claude-opus-4-6',
          userId: 'user-42',
          usage: { input_tokens: 823, output_tokens: 1612 },
        },
      },
    ]);
  });

  it('says that a call failed', () => {
    const failed = aRecord({ errorCode: 'ThrottlingException', input: {}, output: undefined });
    expect(invocationEvent(failed)).toMatchObject({
      outcome: 'failed',
      usage: { input_tokens: 0 },
      metadata: { error: 'ThrottlingException' },
    });
    const counted = { ...failed, input: { inputTokenCount: 100 } };
    expect(invocationEvent(counted)).toMatchObject({ usage: { input_tokens: 0 } });
    const cut = { ...counted, output: { outputTokenCount: 7 } };
    expect(invocationEvent(cut)).toMatchObject({ usage: { input_tokens: 100, output_tokens: 7 } });
  });

  it('is taken from the queue and by POST /record/bedrock as it is', () => {
    expect(parseMessage(JSON.stringify(aRecord()))).toMatchObject([
      { kind: 'accepted', event: { via: 'invocation-log', userId: 'user-42' } },
    ]);
    expect(JSON.stringify(parseMessage(JSON.stringify(aRecord())))).not.toContain('secret');
    const context = { now: '2026-11-20T12:00:00Z', newId: () => 'new', query: { operation: 'chat' } };
    expect(answerEvents('bedrock', aRecord(), context)).toMatchObject([
      { event: { id: 'a1b2c3d4-5678-90ab-cdef-111111111111', operation: 'chat' } },
    ]);
  });
});

it('reads a log line by line, and tells of lines that are no JSON', () => {
  const text = `${JSON.stringify(aRecord())}\n\n{"other":"log"}\nbroken\n`;
  expect(logEvents(text)).toMatchObject([{ event: { provider: 'bedrock' } }, { errors: [{}] }]);
});
