import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { wrapOpenAI } from '../../client/openai.ts';
import { startStub, type SeenRequest, type StubAnswer } from './support/json-server.ts';
import { Recording, sse } from './support/recording.ts';
import { redirectTo } from './support/redirect.ts';

const CHAT_USAGE = {
  prompt_tokens: 1000,
  completion_tokens: 340,
  total_tokens: 1340,
  prompt_tokens_details: { cached_tokens: 200, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 40,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};
const COMPLETION = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1741569952,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello!', refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: CHAT_USAGE,
  service_tier: 'default',
  system_fingerprint: 'fp_1',
};

function chunk(delta: object, more: object = {}) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: null }];
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    service_tier: 'default',
    choices,
    ...more,
  };
}

async function withOpenAI<T>(
  answer: (request: SeenRequest, count: number) => StubAnswer | Promise<StubAnswer>,
  body: (openai: OpenAI, recording: Recording, seen: SeenRequest[]) => Promise<T>,
): Promise<Recording> {
  await using stub = await startStub(answer);
  const recording = new Recording();
  const fetch = redirectTo(stub.url);
  const openai = new OpenAI({ apiKey: 'k', baseURL: 'https://api.openai.com/v1', fetch, maxRetries: 2 });
  await body(wrapOpenAI(openai, recording), recording, stub.seen);
  return recording;
}

const ASK = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] };

describe('wrapOpenAI', () => {
  it('records a chat completion in disjoint parts that the ledger prices', async () => {
    const recording = await withOpenAI(
      () => ({ json: COMPLETION }),
      async (openai) => {
        const completion = await openai.chat.completions.create(ASK);
        expect(completion.choices[0]?.message.content).toBe('Hello!');
      },
    );
    expect(recording.only()).toMatchObject({
      provider: 'openai',
      service: 'llm',
      model: 'gpt-4o-mini-2024-07-18',
      usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 300, output_reasoning_tokens: 40 },
      attempt: 1,
    });
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.000339' });
  });

  it('asks a chat stream for its usage, and hides the event that only this client asked for', async () => {
    const recording = await withOpenAI(
      () => ({
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
        pieces: sse([
          chunk({ role: 'assistant', content: '' }),
          chunk({ content: 'Hel' }),
          chunk({ content: 'lo €' }),
          chunk({}, { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] }),
          chunk({}, { choices: [], usage: CHAT_USAGE }),
          '[DONE]',
        ]),
      }),
      async (openai, _recording, seen) => {
        const stream = await openai.chat.completions.create({ ...ASK, stream: true });
        let said = '';
        for await (const part of stream) {
          expect(part.choices).toHaveLength(1);
          said += part.choices[0]?.delta.content ?? '';
        }
        expect(said).toBe('Hello €');
        expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } });
      },
    );
    expect(recording.only().usage).toEqual({
      input_tokens: 800,
      cache_read_tokens: 200,
      output_tokens: 300,
      output_reasoning_tokens: 40,
    });
  });

  it('leaves the request as it is where that is wanted, and shows the stream as unpriced', async () => {
    await using stub = await startStub(() => ({
      headers: { 'content-type': 'text/event-stream' },
      pieces: sse([chunk({ content: 'x' }), '[DONE]']),
    }));
    const recording = new Recording();
    const openai = wrapOpenAI(new OpenAI({ apiKey: 'k', baseURL: stub.url }), recording, {
      askForUsage: false,
      provider: 'vllm',
    });
    for await (const part of await openai.chat.completions.create({ ...ASK, stream: true }))
      expect(part.choices).toHaveLength(1);
    expect(JSON.parse(stub.seen[0]?.body ?? '')).not.toHaveProperty('stream_options');
    expect(recording.only().outcome).toBeUndefined();
    expect(recording.only().provider).toBe('vllm');
    expect(recording.price().status).toBe('unpriced');
  });

  it('leaves the usage event to an application that asked for it', async () => {
    await withOpenAI(
      () => ({
        headers: { 'content-type': 'text/event-stream' },
        pieces: sse([
          chunk({ content: 'x' }, { usage: null }),
          chunk({}, { choices: [], usage: CHAT_USAGE }),
          '[DONE]',
        ]),
      }),
      async (openai) => {
        const stream = await openai.chat.completions.create({
          ...ASK,
          stream: true,
          stream_options: { include_usage: true },
        });
        let total: number | undefined;
        for await (const part of stream) total = part.usage?.total_tokens;
        expect(total).toBe(1340);
      },
    );
  });

  it('records each attempt that the SDK repeats by itself', async () => {
    const recording = await withOpenAI(
      (_request, count) =>
        count === 1
          ? { status: 500, json: { error: { message: 'overloaded' } }, headers: { 'retry-after-ms': '1' } }
          : { json: COMPLETION },
      (openai) => openai.chat.completions.create(ASK),
    );
    expect(recording.drafts.map(({ outcome, attempt, usage }) => ({ outcome, attempt, usage }))).toEqual([
      { outcome: 'failed', attempt: 1, usage: { input_tokens: 0 } },
      { outcome: undefined, attempt: 2, usage: expect.objectContaining({ input_tokens: 800 }) as unknown },
    ]);
    expect(recording.drafts[0]?.metadata).toMatchObject({ status: 500 });
  });

  it('records a stream that the application leaves, by what was seen', async () => {
    const some = Array.from({ length: 20 }, () => chunk({ content: 'four' }));
    const recording = await withOpenAI(
      () => ({ headers: { 'content-type': 'text/event-stream' }, pieces: sse(some), unfinished: true }),
      async (openai, recording) => {
        const stream = await openai.chat.completions.create({ ...ASK, stream: true });
        let said = '';
        for await (const part of stream) {
          said += part.choices[0]?.delta.content ?? '';
          if (said.length >= 32) break;
        }
        await expect.poll(() => recording.drafts.length).toBe(1);
      },
    );
    const draft = recording.only();
    expect(draft).toMatchObject({
      outcome: 'aborted',
      metadata: { estimated: true },
      usage: { input_tokens: 4 },
    });
    expect(Number(draft.usage.output_tokens)).toBeGreaterThanOrEqual(8);
    expect(Number(draft.usage.output_tokens)).toBeLessThanOrEqual(20);
  });

  it('records a call that is aborted before its answer as one whose cost is not known', async () => {
    const controller = new AbortController();
    const recording = await withOpenAI(
      () => {
        controller.abort();
        return new Promise(() => undefined);
      },
      async (openai) => {
        await expect(openai.chat.completions.create(ASK, { signal: controller.signal })).rejects.toThrow(
          'aborted',
        );
      },
    );
    expect(recording.only()).toMatchObject({ outcome: 'aborted', usage: { requests: 1 } });
    expect(recording.price().status).toBe('unpriced');
  });

  it('records the Responses API, streamed, with its web searches', async () => {
    const response = {
      id: 'resp_1',
      object: 'response',
      model: 'gpt-4o-mini-2024-07-18',
      status: 'completed',
      service_tier: 'flex',
      output: [
        { type: 'web_search_call', id: 'ws_1', status: 'completed' },
        { type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [] },
      ],
      usage: {
        input_tokens: 328,
        input_tokens_details: { cached_tokens: 28 },
        output_tokens: 52,
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 380,
      },
    };
    const recording = await withOpenAI(
      () => ({
        headers: { 'content-type': 'text/event-stream' },
        pieces: sse(
          [
            {
              type: 'response.created',
              sequence_number: 0,
              response: { ...response, status: 'in_progress', usage: null },
            },
            {
              type: 'response.output_text.delta',
              sequence_number: 1,
              item_id: 'm',
              output_index: 1,
              content_index: 0,
              delta: 'Hi',
            },
            { type: 'response.completed', sequence_number: 2, response },
          ],
          true,
        ),
      }),
      async (openai) => {
        const stream = await openai.responses.create({ model: 'gpt-4o-mini', input: 'Hi', stream: true });
        const types = [];
        for await (const event of stream) types.push(event.type);
        expect(types).toEqual(['response.created', 'response.output_text.delta', 'response.completed']);
      },
    );
    expect(recording.only()).toMatchObject({
      usage: {
        input_tokens: 300,
        cache_read_tokens: 28,
        output_tokens: 50,
        output_reasoning_tokens: 2,
        web_searches: 1,
      },
      attributes: { service_tier: 'flex' },
    });
  });

  it('records a background response when it is looked at, under an id and a time that repeat', async () => {
    const queued = {
      id: 'resp_9',
      object: 'response',
      model: 'gpt-4o-mini-2024-07-18',
      background: true,
      status: 'queued',
      output: [],
      usage: null,
      created_at: 1_795_000_000,
    };
    const usage = {
      input_tokens: 8,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 10,
    };
    const recording = await withOpenAI(
      (request, count) => ({
        json:
          request.method === 'POST' || count < 3
            ? queued
            : { ...queued, status: 'completed', completed_at: 1_795_000_060, usage },
      }),
      async (openai, recording) => {
        await openai.responses.create({ model: 'gpt-4o-mini', input: 'Hi', background: true });
        await openai.responses.retrieve('resp_9');
        expect(recording.drafts).toEqual([]);
        await openai.responses.retrieve('resp_9');
        await openai.responses.retrieve('resp_9');
      },
    );
    const [first, second] = recording.drafts;
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      id: 'openai-response/resp_9',
      occurredAt: new Date(1_795_000_060_000),
      model: 'gpt-4o-mini-2024-07-18',
      usage: { input_tokens: 8, output_tokens: 2 },
    });
  });

  it('records embeddings, images, speech and transcripts', async () => {
    const answers: Record<string, StubAnswer> = {
      '/v1/embeddings': {
        json: {
          object: 'list',
          data: [{ object: 'embedding', index: 0, embedding: [0.1] }],
          model: 'text-embedding-3-large',
          usage: { prompt_tokens: 8, total_tokens: 8 },
        },
      },
      '/v1/images/generations': {
        json: {
          created: 1,
          data: [{ b64_json: 'AA==' }],
          usage: {
            total_tokens: 4210,
            input_tokens: 50,
            output_tokens: 4160,
            input_tokens_details: { text_tokens: 40, image_tokens: 10 },
          },
        },
      },
      '/v1/audio/speech': { headers: { 'content-type': 'audio/mpeg' }, body: new Uint8Array([1, 2, 3]) },
      '/v1/audio/transcriptions': { json: { text: 'Hello', usage: { type: 'duration', seconds: 7 } } },
    };
    const recording = await withOpenAI(
      (request) => answers[request.path] ?? { status: 404 },
      async (openai) => {
        await openai.embeddings.create({
          model: 'text-embedding-3-large',
          input: 'text',
          encoding_format: 'float',
        });
        await openai.images.generate({ model: 'gpt-image-1', prompt: 'a cat' });
        const speech = await openai.audio.speech.create({
          model: 'tts-1',
          voice: 'alloy',
          input: 'Hello 👋🏽',
        });
        expect(Buffer.from(await speech.arrayBuffer())).toEqual(Buffer.from([1, 2, 3]));
        const file = new File([new Uint8Array(10)], 'a.mp3');
        await openai.audio.transcriptions.create({ model: 'whisper-1', file });
      },
    );
    expect(recording.drafts.map(({ service, model, usage }) => [service, model, usage])).toEqual([
      ['embedding', 'text-embedding-3-large', { input_tokens: 8 }],
      ['image', 'gpt-image-1', { input_tokens: 40, input_image_tokens: 10, output_image_tokens: 4160 }],
      ['tts', 'tts-1', { characters: 8 }],
      ['stt', 'whisper-1', { audio_seconds: '7' }],
    ]);
  });

  it('records images that are billed by the piece with what was asked for', async () => {
    const recording = await withOpenAI(
      () => ({ json: { created: 1, data: [{ url: 'https://x/1' }, { url: 'https://x/2' }] } }),
      (openai) =>
        openai.images.generate({ model: 'dall-e-3', prompt: 'a cat', size: '1792x1024', quality: 'hd' }),
    );
    expect(recording.price()).toMatchObject({ status: 'priced', usd: '0.24' });
  });

  it('passes on what is not billed, and prices what is certain of usage that contradicts itself', async () => {
    const recording = await withOpenAI(
      (request) =>
        request.path === '/v1/models'
          ? { json: { object: 'list', data: [] } }
          : { json: { ...COMPLETION, usage: { ...CHAT_USAGE, total_tokens: 1 } } },
      async (openai) => {
        await openai.models.list();
        await openai.chat.completions.create(ASK);
      },
    );
    expect(recording.only()).toMatchObject({
      usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 300, output_reasoning_tokens: 40 },
      problems: ['total_tokens is 1, but the parts add up to 1340'],
      metadata: { rawUsage: { total_tokens: 1 } },
    });
  });
});
