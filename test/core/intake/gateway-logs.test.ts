import { describe, expect, it } from 'vitest';
import { answerEvents } from '../../../core/intake/answer-events.ts';
import { entryOfMessage, totalUsd } from '../../../prove/exchanges/entries.ts';

const NOW = '2026-11-20T12:00:00.000Z';

function read(source: string, body: unknown): Record<string, unknown>[] {
  const intakes = answerEvents(source, body, { now: NOW, newId: () => 'new-id', query: {} });
  return intakes.map((intake) => {
    if ('errors' in intake) throw new Error(JSON.stringify(intake.errors));
    return intake.event;
  });
}

/** What the ledger makes of messages; over HTTP their numbers keep their digits, here text does. */
function costOf(events: readonly Record<string, unknown>[]): string {
  const exact = events.map(({ reportedCostUsd, ...event }) =>
    typeof reportedCostUsd === 'number'
      ? { ...event, reportedCostUsd: String(reportedCostUsd) }
      : { ...event, ...(typeof reportedCostUsd === 'string' && { reportedCostUsd }) },
  );
  return totalUsd(exact.map(entryOfMessage));
}

/** The payload of Helicone's documentation, with an answer in the place of "truncated-response-data". */
const WEBHOOK = {
  request_id: '550e8400-e29b-41d4-a716-446655440000',
  user_id: 'user-123',
  request_body: 'truncated-request-data',
  response_body: 'truncated-response-data',
  request_response_url: 'https://s3-url-containing-full-data',
  model: 'gpt-4o-mini',
  provider: 'openai',
  metadata: { cost: 0.0015, promptTokens: 10, completionTokens: 15, totalTokens: 25, latencyMs: 1200 },
};
const CHAT = {
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1795169730,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ message: { content: 'a secret answer' } }],
  usage: {
    prompt_tokens: 10,
    completion_tokens: 15,
    total_tokens: 25,
    prompt_tokens_details: { cached_tokens: 4 },
  },
};

describe('a logged answer that another model worked on', () => {
  const usage = {
    input_tokens: 412,
    output_tokens: 531,
    iterations: [
      { type: 'message', input_tokens: 412, output_tokens: 531 },
      { type: 'advisor_message', model: 'claude-opus-4-6', input_tokens: 823, output_tokens: 1612 },
    ],
  };
  const answer = { id: 'msg_01XFDUDYJgAACzvnptvVoYEL', type: 'message', model: 'claude-sonnet-4-6', usage };
  const helicone = {
    ...WEBHOOK,
    provider: 'ANTHROPIC',
    model: answer.model,
    response_body: JSON.stringify(answer),
    metadata: {},
  };
  const portkey = {
    id: 'p-1',
    created_at: NOW,
    ai_org: 'anthropic',
    ai_model: answer.model,
    response: answer,
    is_success: true,
  };

  it.each([
    ['helicone', helicone],
    ['portkey', portkey],
  ])('of %s is an entry for each model', (source, record) => {
    const events = read(source, record);
    expect(events.map(({ id, model }) => [id, model])).toEqual([
      [answer.id, 'claude-sonnet-4-6'],
      [`${answer.id}/1`, 'claude-opus-4-6'],
    ]);
    // 412 at 3 and 531 at 15 USD a million, 823 at 5 and 1,612 at 25.
    expect(costOf(events)).toBe('0.053616');
  });
});

describe('a webhook of Helicone', () => {
  it('is read by its counts where the bodies are cut', () => {
    const [event] = read('helicone', WEBHOOK);
    expect(event).toEqual({
      id: 'helicone/550e8400-e29b-41d4-a716-446655440000',
      occurredAt: NOW,
      provider: 'openai',
      service: 'llm',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 10, output_tokens: 15 },
      reportedCostUsd: 0.0015,
      userId: 'user-123',
      via: 'helicone',
      metadata: { requestId: '550e8400-e29b-41d4-a716-446655440000', durationMs: 1200 },
    });
    // 10 at 0.15 and 15 at 0.6 USD a million.
    expect(costOf([event ?? {}])).toBe('0.0000105');
  });

  it.each([JSON.stringify(CHAT), CHAT])(
    'is read by its answer, under the id that the provider gave',
    (answer) => {
      const [event] = read('helicone', { ...WEBHOOK, response_body: answer });
      expect(event).toMatchObject({
        id: CHAT.id,
        occurredAt: '2026-11-20T10:15:30.000Z',
        model: 'gpt-4o-mini-2024-07-18',
        usage: { input_tokens: 6, cache_read_tokens: 4, output_tokens: 15 },
      });
      expect(JSON.stringify(event)).not.toContain('secret');
    },
  );

  it('is read by the shape of its provider, and by cost alone where nothing else is told', () => {
    const message = { id: 'msg_01XFDUDYJgAACzvnptvVoYEL', usage: { input_tokens: 7, output_tokens: 3 } };
    const anthropic = {
      ...WEBHOOK,
      provider: 'ANTHROPIC',
      model: 'claude-haiku-4-5',
      response_body: message,
    };
    expect(read('helicone', anthropic)).toMatchObject([
      { provider: 'anthropic', id: message.id, usage: { input_tokens: 7, output_tokens: 3 } },
    ]);
    const { metadata: _metadata, ...bare } = WEBHOOK;
    expect(read('helicone', bare)).toMatchObject([{ usage: { requests: 1 }, model: 'gpt-4o-mini' }]);
  });
});

/** Fields of the dataset ai_gateway_events as Cloudflare documents them. */
const PUSHED = {
  Cached: false,
  Endpoint: '/chat/completions',
  Gateway: 'production',
  Metadata: { user_id: 'user-7', team: 'search', sessionId: 's-1' },
  Metrics: { cost: 0.0042, durationMs: 1234 },
  Model: 'gpt-4o-mini',
  Provider: 'openai',
  RateLimited: false,
  RequestBody: { type: 'encrypted', data: 'AAAA' },
  RequestedModel: 'cloudflare/auto',
  ResponseBody: { type: 'encrypted', data: 'AAAA' },
  StatusCode: 200,
  Timestamp: 1_795_169_730_000_000_000,
};

describe('a record of Cloudflare AI Gateway', () => {
  it('is counted at what the gateway reports where no tokens are told', () => {
    const [event] = read('cloudflare', PUSHED);
    expect(event).toMatchObject({
      occurredAt: '2026-11-20T10:15:30.000Z',
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { requests: 1 },
      userId: 'user-7',
      resource: { type: 'session', id: 's-1' },
      tags: { team: 'search' },
      via: 'cloudflare',
      metadata: { gateway: 'production', requestedModel: 'cloudflare/auto', durationMs: 1234 },
    });
    expect(costOf([event ?? {}])).toBe('0.0042');
    expect(JSON.stringify(event)).not.toContain('AAAA');
  });

  it('has the same id when it is pushed again, and another when it is another', () => {
    const ids = [PUSHED, { ...PUSHED }, { ...PUSHED, Timestamp: 1_795_169_731_000_000_000 }].flatMap(
      (record) => read('cloudflare', record).map(({ id }) => id),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('costs nothing from the cache, and is failed by its status', () => {
    const [hit, failed] = read('cloudflare', [
      { ...PUSHED, Cached: true },
      { ...PUSHED, StatusCode: 429, Metrics: {}, Timestamp: '2026-11-20T10:15:30Z' },
    ]);
    expect(hit).toMatchObject({ provider: 'cloudflare', outcome: 'cached', reportedCostUsd: 0 });
    expect(costOf([hit ?? {}])).toBe('0');
    expect(failed).toMatchObject({ outcome: 'failed', occurredAt: '2026-11-20T10:15:30.000Z' });
  });

  it('of the API of logs tells tokens too', () => {
    const record = {
      id: '01JADMCQQQBWH3NXZ5GCRN98DP',
      cached: false,
      cost: 0.000021,
      created_at: '2026-11-20T10:15:30Z',
      metadata: '{"user":"user-7"}',
      model: 'gpt-4o-mini',
      provider: 'openai',
      tokens_in: 100,
      tokens_out: 10,
      success: true,
    };
    const [event] = read('cloudflare', [record]);
    expect(event).toMatchObject({
      id: 'cloudflare/01JADMCQQQBWH3NXZ5GCRN98DP',
      usage: { input_tokens: 100, output_tokens: 10 },
      userId: 'user-7',
    });
    expect(costOf([event ?? {}])).toBe('0.000021');
  });

  it('is none where Logpush tries the address', () => {
    expect(read('cloudflare', { content: 'tests' })).toEqual([]);
  });
});

describe('a line of Portkey’s logs export', () => {
  const LINE = {
    id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
    trace_id: 'trace-1',
    created_at: '2026-11-20T10:15:30Z',
    request: { messages: [{ content: 'a secret question' }] },
    response: { body: CHAT },
    is_success: true,
    ai_org: 'openai',
    ai_model: 'gpt-4o-mini',
    req_units: 10,
    res_units: 15,
    cost: 0.0021,
    cost_currency: 'USD',
    response_time: 800,
    metadata: { _user: 'user-7', environment: 'prod' },
  };

  it('reads an answer of another provider in OpenAI’s protocol, its cached tokens beside the prompt', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 10,
      total_tokens: 120,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 0,
    };
    const body = { model: 'claude-sonnet-4-5', usage };
    expect(read('portkey', { ...LINE, ai_org: 'anthropic', response: { body } })).toMatchObject([
      { usage: { input_tokens: 10, cache_read_tokens: 100, output_tokens: 10 } },
    ]);
  });

  it('is read by its answer, its cost in cents, its user by `_user`', () => {
    const [event] = read('portkey', LINE);
    expect(event).toMatchObject({
      id: CHAT.id,
      occurredAt: '2026-11-20T10:15:30.000Z',
      usage: { input_tokens: 6, cache_read_tokens: 4, output_tokens: 15 },
      reportedCostUsd: '0.000021',
      userId: 'user-7',
      tags: { environment: 'prod' },
      metadata: { traceId: 'trace-1', durationMs: 800 },
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('is read by its counts without an answer, and costs nothing from the cache', () => {
    const { response: _response, ...bare } = LINE;
    expect(read('portkey', [bare])).toMatchObject([
      { id: `portkey/${LINE.id}`, usage: { input_tokens: 10, output_tokens: 15 } },
    ]);
    expect(read('portkey', { ...LINE, cache_status: 'SEMANTIC HIT' })).toMatchObject([
      { provider: 'portkey', outcome: 'cached', usage: { requests: 1 }, reportedCostUsd: 0 },
    ]);
    expect(read('portkey', { ...bare, is_success: 0 })).toMatchObject([{ outcome: 'failed' }]);
  });
});

describe('what is none of a gateway’s', () => {
  it.each(['litellm', 'helicone', 'cloudflare', 'portkey'])('is refused with what %s sends', (source) => {
    const [intake] = answerEvents(source, { hello: 1 }, { now: NOW, newId: () => 'x', query: {} });
    expect(intake).toMatchObject({
      errors: [{ field: 'answer', message: expect.stringMatching(/^is not a /) as string }],
    });
  });
});
