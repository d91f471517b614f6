import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { describe, expect, it } from 'vitest';
import { withBedrock } from './support/fake-bedrock.ts';

const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const messages = [{ role: 'user' as const, content: [{ text: 'Hello' }] }];
const USAGE = {
  inputTokens: 1000,
  outputTokens: 10,
  totalTokens: 1210,
  cacheReadInputTokens: 200,
  cacheWriteInputTokens: 0,
};
const codec = new EventStreamCodec(
  (bytes) => new TextDecoder().decode(bytes as Uint8Array),
  (text) => new TextEncoder().encode(text),
);

/** One frame of AWS's binary event stream. */
function frame(type: string, data: object): Uint8Array {
  return codec.encode({
    headers: {
      ':event-type': { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
      ':message-type': { type: 'string', value: 'event' },
    },
    body: new TextEncoder().encode(JSON.stringify(data)),
  });
}

const STREAM = { 'content-type': 'application/vnd.amazon.eventstream' };
const SPOKEN = [
  frame('messageStart', { role: 'assistant' }),
  frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello there' } }),
];

function chunk(data: object): Uint8Array {
  return frame('chunk', { bytes: Buffer.from(JSON.stringify(data)).toString('base64') });
}

describe('wrapBedrock', () => {
  it('records Converse, and each attempt that the SDK repeats', async () => {
    const output = { message: { role: 'assistant', content: [{ text: 'Hi' }] } };
    const recording = await withBedrock(
      (count) =>
        count === 1
          ? {
              status: 503,
              headers: { 'x-amzn-errortype': 'ServiceUnavailableException' },
              json: { message: 'x' },
            }
          : { json: { output, stopReason: 'end_turn', usage: USAGE, metrics: { latencyMs: 5 } } },
      (client) => client.send(new ConverseCommand({ modelId, messages })),
    );
    expect(recording.drafts.map(({ outcome, attempt, usage }) => [outcome, attempt, usage])).toEqual([
      ['failed', 1, { input_tokens: 0 }],
      [undefined, 2, { input_tokens: 1000, cache_read_tokens: 200, output_tokens: 10 }],
    ]);
    expect(recording.drafts[1]).toMatchObject({ provider: 'bedrock', model: modelId });
  });

  it('records a Converse stream by its metadata', async () => {
    const recording = await withBedrock(
      () => ({
        headers: STREAM,
        pieces: [...SPOKEN, frame('metadata', { usage: USAGE, metrics: { latencyMs: 5 } })],
      }),
      async (client) => {
        const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
        let said = '';
        for await (const event of stream ?? []) said += event.contentBlockDelta?.delta?.text ?? '';
        expect(said).toBe('Hello there');
      },
    );
    expect(recording.only().usage).toEqual({ input_tokens: 1000, cache_read_tokens: 200, output_tokens: 10 });
    expect(recording.price().status).toBe('priced');
  });

  it('guesses a stream that is left before its metadata', async () => {
    const recording = await withBedrock(
      () => ({ headers: STREAM, pieces: [...SPOKEN, ...SPOKEN], pauseMs: 5 }),
      async (client) => {
        const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
        for await (const event of stream ?? []) if (event.contentBlockDelta) break;
      },
    );
    expect(recording.only()).toMatchObject({
      outcome: 'aborted',
      usage: { input_tokens: 3, output_tokens: 3 },
      metadata: { estimated: true },
    });
  });

  it("reads InvokeModel's body or, where it tells nothing, its headers", async () => {
    const body = JSON.stringify({ messages: [] });
    const anthropic = await withBedrock(
      () => ({
        json: {
          id: 'm',
          model: 'claude-sonnet-4-5-20250929',
          usage: { input_tokens: 7, output_tokens: 3, cache_creation_input_tokens: 2 },
        },
      }),
      (client) => client.send(new InvokeModelCommand({ modelId, body })),
    );
    expect(anthropic.only()).toMatchObject({
      model: modelId,
      usage: { input_tokens: 7, cache_write_5m_tokens: 2, output_tokens: 3 },
    });
    const headers = { 'x-amzn-bedrock-input-token-count': '11', 'x-amzn-bedrock-output-token-count': '4' };
    const other = await withBedrock(
      () => ({ headers, json: { outputs: [{ text: 'x' }] } }),
      (client) => client.send(new InvokeModelCommand({ modelId: 'mistral.mistral-7b-instruct-v0:2', body })),
    );
    expect(other.only()).toMatchObject({
      provider: 'bedrock',
      usage: { input_tokens: 11, output_tokens: 4 },
    });
  });

  it('records a streamed InvokeModel by the model of the request', async () => {
    const pieces = [
      chunk({
        type: 'message_start',
        message: { model: 'claude-sonnet-4-5-20250929', usage: { input_tokens: 30, output_tokens: 1 } },
      }),
      chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
      chunk({ type: 'message_delta', delta: {}, usage: { output_tokens: 12 } }),
      chunk({
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 30, outputTokenCount: 12 },
      }),
    ];
    const recording = await withBedrock(
      () => ({ headers: { ...STREAM, 'x-amzn-bedrock-content-type': 'application/json' }, pieces }),
      async (client) => {
        const { body } = await client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: '{}' }));
        let chunks = 0;
        for await (const event of body ?? []) if (event.chunk) chunks += 1;
        expect(chunks).toBe(4);
      },
    );
    expect(recording.only()).toMatchObject({
      model: modelId,
      usage: { input_tokens: 30, output_tokens: 12 },
    });
  });
});
