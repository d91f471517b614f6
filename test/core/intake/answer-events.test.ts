import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { answerEvents, isAnswerList } from '../../../core/intake/answer-events.ts';
import type { Intake } from '../../../core/intake/intake-event.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const context = (query: Record<string, string> = {}) => ({ now: NOW, newId: () => 'new-id', query });

function onlyEvent(intakes: readonly Intake[]): Record<string, unknown> {
  expect(intakes).toHaveLength(1);
  const [first] = intakes;
  if (!first || !('event' in first)) throw new Error(JSON.stringify(first));
  return first.event;
}

/** The example of OpenAI's API reference for chat completions. */
const CHAT = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1795169730,
  model: 'gpt-4.1-2025-04-14',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 19,
    completion_tokens: 10,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
  service_tier: 'default',
};

/** The example of OpenAI's API reference for responses. */
const RESPONSE = {
  id: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
  object: 'response',
  created_at: 1795169730,
  status: 'completed',
  model: 'gpt-4.1-2025-04-14',
  output: [
    { type: 'web_search_call', id: 'ws_1', status: 'completed' },
    { type: 'message', id: 'msg_1', content: [] },
  ],
  text: { format: { type: 'text' } },
  usage: {
    input_tokens: 36,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 87,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 123,
  },
};

describe('answers of OpenAI', () => {
  it('are usage messages under the id of the answer', () => {
    expect(onlyEvent(answerEvents('openai', CHAT, context()))).toEqual({
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      occurredAt: '2026-11-20T10:15:30.000Z',
      provider: 'openai',
      service: 'llm',
      model: 'gpt-4.1-2025-04-14',
      usage: { input_tokens: 19, output_tokens: 10 },
      via: 'answer',
    });
  });

  it('tell responses by their kind, with the searches they made', () => {
    expect(onlyEvent(answerEvents('openai', RESPONSE, context()))).toMatchObject({
      service: 'llm',
      usage: { input_tokens: 36, output_tokens: 87, web_searches: 1 },
    });
  });

  it('tell embeddings, images and transcripts by their shape', () => {
    const embedding = {
      object: 'list',
      data: [{ embedding: [] }],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    };
    expect(onlyEvent(answerEvents('openai', embedding, context()))).toMatchObject({
      id: 'new-id',
      occurredAt: NOW,
      service: 'embedding',
      usage: { input_tokens: 8 },
    });
    const image = {
      created: 1795169730,
      data: [{ url: 'x' }, { url: 'y' }],
      size: '1024x1024',
      quality: 'hd',
    };
    expect(onlyEvent(answerEvents('openai', image, context({ model: 'dall-e-3' })))).toMatchObject({
      service: 'image',
      model: 'dall-e-3',
      usage: { images: 2 },
      attributes: { size: '1024x1024', quality: 'hd' },
    });
    const transcript = { text: 'hi', usage: { type: 'duration', seconds: 9 } };
    expect(onlyEvent(answerEvents('openai', transcript, context({ model: 'whisper-1' })))).toMatchObject({
      service: 'stt',
      usage: { audio_seconds: '9' },
    });
  });

  it.each([
    [
      'google',
      {
        key: 'a',
        response: {
          responseId: 'abcdefghijklmnopqrst',
          modelVersion: 'gemini-2.5-flash',
          usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 100, totalTokenCount: 1100 },
        },
      },
      'gemini-2.5-flash',
    ],
    [
      'bedrock',
      {
        recordId: 'r1',
        modelInput: {},
        modelOutput: {
          id: 'msg_bdrk_0123456789',
          model: 'claude-x',
          usage: { input_tokens: 1000, output_tokens: 100 },
        },
      },
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
    ],
  ])('take a line of a batch of %s at the price of batches', (source, line, model) => {
    const asked: Record<string, string> = source === 'bedrock' ? { model } : {};
    expect(onlyEvent(answerEvents(source, line, context(asked)))).toMatchObject({
      model,
      usage: { input_tokens: 1000, output_tokens: 100 },
      attributes: { service_tier: 'batch' },
    });
  });

  it('take a line of a batch at the price of batches', () => {
    const line = {
      id: 'batch_req_1',
      custom_id: 'a',
      response: { status_code: 200, body: CHAT },
      error: null,
    };
    expect(onlyEvent(answerEvents('openai', line, context()))).toMatchObject({
      id: CHAT.id,
      attributes: { service_tier: 'batch' },
    });
  });
});

describe('answers of others', () => {
  it('are read by their own counts', () => {
    const message = {
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      type: 'message',
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: 2095,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 100,
        output_tokens: 503,
      },
    };
    expect(onlyEvent(answerEvents('anthropic', message, context()))).toMatchObject({
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      provider: 'anthropic',
      usage: { input_tokens: 2095, cache_read_tokens: 100, output_tokens: 503 },
    });
    const gemini = {
      candidates: [{ content: {} }],
      usageMetadata: { promptTokenCount: 264, candidatesTokenCount: 15, totalTokenCount: 279 },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'mAItaLmkHPPlz7IPvtfUqQ4',
    };
    expect(onlyEvent(answerEvents('google', gemini, context()))).toMatchObject({
      id: 'mAItaLmkHPPlz7IPvtfUqQ4',
      provider: 'google',
      usage: { input_tokens: 264, output_tokens: 15 },
    });
    const converse = {
      output: {},
      stopReason: 'end_turn',
      usage: { inputTokens: 30, outputTokens: 628, totalTokens: 658 },
      ResponseMetadata: { RequestId: '6d2c9a66-8b2f-4f4c-9a4c-3c1f0e5b7a11' },
    };
    expect(
      onlyEvent(answerEvents('bedrock', converse, context({ model: 'amazon.nova-lite-v1:0' }))),
    ).toMatchObject({
      id: '6d2c9a66-8b2f-4f4c-9a4c-3c1f0e5b7a11',
      provider: 'bedrock',
      model: 'amazon.nova-lite-v1:0',
      usage: { input_tokens: 30, output_tokens: 628 },
    });
  });

  it.each(['openai', 'anthropic', 'google', 'bedrock', 'litellm'])(
    'of %s are refused when they are none',
    (source) => {
      expect(answerEvents(source, { error: { message: 'overloaded' } }, context())).toEqual([
        { errors: [{ field: 'answer', message: expect.stringContaining('is not') as string }] },
      ]);
    },
  );

  it.each(['constructor', '__proto__', 'toString', 'nobody'])(
    'of "%s" are not read, and that is said',
    (source) => {
      expect(() => answerEvents(source, CHAT, context())).toThrow(InvalidInputError);
    },
  );
});

describe('attribution', () => {
  it('comes by the query for all answers, and beside each one for itself', () => {
    const body = {
      items: [
        CHAT,
        { answer: RESPONSE, userId: 'user-2', group: { type: 'podcast', id: 'p' }, tags: { tier: 'pro' } },
      ],
    };
    const query = { userId: 'user-1', resourceType: 'episode', resourceId: 'ep-7', operation: 'script' };
    const events = answerEvents('openai', body, context(query));
    const resource = { type: 'episode', id: 'ep-7' };
    expect(events).toMatchObject([
      { event: { userId: 'user-1', resource, operation: 'script' } },
      {
        event: {
          userId: 'user-2',
          resource,
          operation: 'script',
          group: { type: 'podcast', id: 'p' },
          tags: { tier: 'pro' },
        },
      },
    ]);
  });

  it('of what a call cost is for its own model, and not again for another one that worked on it', () => {
    const answer = {
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      model: 'claude-sonnet-4-5',
      usage: {
        input_tokens: 412,
        output_tokens: 531,
        iterations: [
          { type: 'advisor_message', model: 'claude-opus-4-6', input_tokens: 823, output_tokens: 1612 },
        ],
      },
    };
    const said = { id: 'mine', model: 'sonnet', userId: 'user-1', reportedCostUsd: '0.25' };
    const [own, advisor, ...others] = answerEvents('anthropic', { answer, ...said }, context());
    expect(own).toMatchObject({ event: { ...said, usage: { input_tokens: 412 } } });
    expect(advisor).toEqual({
      event: {
        id: 'mine/1',
        provider: 'anthropic',
        service: 'llm',
        model: 'claude-opus-4-6',
        userId: 'user-1',
        usage: { input_tokens: 823, output_tokens: 1612 },
        occurredAt: NOW,
        via: 'answer',
      },
    });
    expect(others).toEqual([]);
  });

  it('may be sent to the address of their own provider', () => {
    expect(onlyEvent(answerEvents('groq', CHAT, context()))).toMatchObject({ provider: 'groq' });
  });

  it('in a form of their own name whose they are, and a stream is told by its last line', () => {
    const line = { model: 'llama3.2', done: true, prompt_eval_count: 26, eval_count: 298 };
    const stream = [{ model: 'llama3.2', message: { content: 'x' }, done: false }, line];
    for (const source of ['openai', 'ollama']) {
      expect(onlyEvent(answerEvents(source, stream, context()))).toMatchObject({
        provider: 'ollama',
        model: 'llama3.2',
        usage: { input_tokens: 26, output_tokens: 298 },
      });
    }
  });

  it.each([
    ['a video', { id: 'video_68d7512d07848190b3e45da0ecbebcde', object: 'video', status: 'in_progress' }],
    ['a transcript', { id: '9ea68fd3-f953-42c1-9742-976c447fb463', status: 'queued', audio_duration: null }],
  ])('that are still made are refused, for %s has its id when it is complete', (_name, answer) => {
    expect(answerEvents('openai', answer, context())).toEqual([
      { errors: [{ field: 'answer', message: expect.stringContaining('complete') as string }] },
    ]);
  });

  it('may name the provider of a server that speaks the same protocol', () => {
    expect(onlyEvent(answerEvents('openai', CHAT, context({ provider: 'groq' })))).toMatchObject({
      provider: 'groq',
    });
  });
});

it('tells a list of answers from one answer', () => {
  expect([isAnswerList([CHAT]), isAnswerList({ items: [] }), isAnswerList(CHAT)]).toEqual([
    true,
    true,
    false,
  ]);
});
