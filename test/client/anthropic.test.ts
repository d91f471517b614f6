import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { wrapAnthropic } from '../../client/anthropic.ts';
import { startStub, type SeenRequest, type StubAnswer } from './support/json-server.ts';
import { Recording, sse } from './support/recording.ts';

const USAGE = {
  input_tokens: 500,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: 1200,
  cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
  output_tokens: 1,
  service_tier: 'standard',
  inference_geo: 'not_available',
};
const MESSAGE = {
  id: 'msg_013Zva2CMHLNnXjNJJKqJ2EF',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Hi!' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { ...USAGE, output_tokens: 90, server_tool_use: { web_search_requests: 2 } },
};
const ASK = {
  model: 'claude-opus-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Hello, Claude' }],
};
const DELTA = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi there' } };
const OPENING = [
  { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null, usage: USAGE } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
];

async function withAnthropic<T>(
  answer: (request: SeenRequest, count: number) => StubAnswer,
  body: (anthropic: Anthropic, recording: Recording) => Promise<T>,
): Promise<Recording> {
  await using stub = await startStub(answer);
  const recording = new Recording();
  await body(wrapAnthropic(new Anthropic({ apiKey: 'k', baseURL: stub.url }), recording), recording);
  return recording;
}

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };

describe('wrapAnthropic', () => {
  it('records a message with both cache times and its searches', async () => {
    const recording = await withAnthropic(
      () => ({ json: MESSAGE }),
      (anthropic) => anthropic.messages.create(ASK),
    );
    expect(recording.only()).toMatchObject({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: 500,
        cache_read_tokens: 1200,
        cache_write_5m_tokens: 100,
        cache_write_1h_tokens: 200,
        output_tokens: 90,
        web_searches: 2,
      },
    });
    expect(recording.price().status).toBe('priced');
  });

  it('records a stream by its last word on the usage', async () => {
    const events = [
      ...OPENING,
      DELTA,
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 15, input_tokens: null },
      },
      { type: 'message_stop' },
    ];
    const recording = await withAnthropic(
      () => ({ headers: STREAM, pieces: sse(events, true) }),
      async (anthropic) => {
        const final = await anthropic.messages.stream(ASK).finalMessage();
        expect(final.content).toMatchObject([{ type: 'text', text: 'Hi there' }]);
      },
    );
    expect(recording.only().usage).toMatchObject({
      input_tokens: 500,
      cache_write_1h_tokens: 200,
      output_tokens: 15,
    });
    expect(recording.only().outcome).toBeUndefined();
  });

  it('knows the input of a stream that breaks, and guesses only the output', async () => {
    const recording = await withAnthropic(
      () => ({ headers: STREAM, pieces: sse([...OPENING, DELTA, DELTA], true), pauseMs: 2, cut: true }),
      async (anthropic) => {
        await expect(anthropic.messages.stream(ASK).finalMessage()).rejects.toThrow('terminated');
      },
    );
    const [draft] = recording.drafts;
    expect(draft).toMatchObject({ outcome: 'aborted', metadata: { estimated: true } });
    expect(draft?.usage).toMatchObject({ input_tokens: 500, cache_read_tokens: 1200 });
    expect(Number(draft?.usage.output_tokens)).toBeGreaterThan(0);
  });

  it('records an overloaded attempt and the one that came through', async () => {
    const recording = await withAnthropic(
      (_request, count) =>
        count === 1
          ? {
              status: 529,
              headers: { 'retry-after-ms': '1' },
              json: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
            }
          : { json: MESSAGE },
      (anthropic) => anthropic.messages.create(ASK),
    );
    expect(recording.drafts.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['failed', 1],
      [undefined, 2],
    ]);
  });

  it('records the results of a batch at the price of batches, under ids that repeat', async () => {
    const batch = {
      id: 'msgbatch_01',
      type: 'message_batch',
      processing_status: 'ended',
      ended_at: '2026-11-20T18:37:24.100435Z',
      results_url: 'to be set',
      request_counts: { processing: 0, succeeded: 1, errored: 1, canceled: 0, expired: 0 },
    };
    const lines = [
      { custom_id: 'first', result: { type: 'succeeded', message: MESSAGE } },
      {
        custom_id: 'second',
        result: {
          type: 'errored',
          error: { type: 'error', error: { type: 'invalid_request_error', message: 'x' } },
        },
      },
    ];
    const recording = await withAnthropic(
      (request) =>
        request.path.endsWith('/results')
          ? {
              headers: { 'content-type': 'application/x-jsonl' },
              body: lines.map((line) => JSON.stringify(line)).join('\n'),
            }
          : { json: { ...batch, results_url: `http://${request.headers.host}${request.path}/results` } },
      async (anthropic) => {
        for (let times = 0; times < 2; times += 1) {
          for await (const line of await anthropic.messages.batches.results('msgbatch_01'))
            expect(line.custom_id).toBeTruthy();
        }
      },
    );
    expect(recording.drafts).toHaveLength(2);
    expect(recording.drafts[1]).toEqual(recording.drafts[0]);
    expect(new Set(recording.drafts.map(({ id, occurredAt }) => `${id} ${String(occurredAt)}`))).toEqual(
      new Set(['msg_013Zva2CMHLNnXjNJJKqJ2EF 2026-11-20T18:37:24.100435Z']),
    );
    expect(recording.drafts[0]).toMatchObject({ attributes: { service_tier: 'batch' } });
  });
});
