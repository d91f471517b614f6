import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  await startLedger(dynamo, 'record');
});

beforeEach(() => {
  api = startApi(dynamo, 'record', { settings: { retentionDays: 400 } });
});

afterAll(() => dynamo.stop());

const record = (body: unknown, query = '') => api.call(`POST /record${query}`, { as: CALLERS.writer, body });

/** The event without some of its fields. */
function without(event: Record<string, unknown>, ...fields: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !fields.includes(name)));
}

function sentEvents(): Record<string, unknown>[] {
  return api.sent.flatMap((body) => (JSON.parse(body) as { events: Record<string, unknown>[] }).events);
}

describe('POST /record', () => {
  it('puts one event on the queue as it was sent', async () => {
    const event = usageEvent('a1', { metadata: { note: 'x' } });
    const { status, body } = await record(event);
    expect(status).toBe(202);
    expect(body).toEqual({ ids: ['a1'], rejected: [], warnings: [] });
    expect(sentEvents()).toEqual([event]);
  });

  it('warns of usage parts that nobody knows, and takes those that a provider names otherwise', async () => {
    const odd = { ...usageEvent('w1'), usage: { input_tokens: 1, output_token: 2 } };
    const named = { ...usageEvent('w2'), usage: { prompt_tokens: 1000, completion_tokens: 10 } };
    const { status, body } = await record({ events: [odd, named] });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ids: ['w1', 'w2'],
      warnings: [{ index: 0, field: 'usage.output_token', suggestion: 'output_tokens' }],
    });
    const dry = await record({ events: [named] }, '?dryRun=true');
    // 1,000 × $0.15 and 10 × $0.60 a million.
    expect(dry.body).toMatchObject({ costs: [{ status: 'priced', costUsd: '0.000156', unpriced: [] }] });
  });

  it('keeps numbers to the last digit', async () => {
    await record(
      `{"id":"a2","occurredAt":"2026-11-20T10:00:00Z","provider":"p","model":"m","usage":{"requests":1},"reportedCostUsd":0.100000000001}`,
    );
    expect(api.sent[0]).toContain('"reportedCostUsd":0.100000000001');
  });

  it('writes out the characters that a queue does not take', async () => {
    const event = usageEvent('a3', { metadata: { note: '\ufffe😀\uffff' } });
    await record(event);
    expect(api.sent[0]).toContain(String.raw`"\ufffe😀\uffff"`);
    expect(sentEvents()).toEqual([event]);
  });

  it('fills in id and time where both are missing', async () => {
    const { body } = await record(without(usageEvent('x'), 'id', 'occurredAt'));
    const [id] = (body as unknown as { ids: string[] }).ids;
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(sentEvents()).toMatchObject([{ id, occurredAt: '2026-11-20T12:00:00.000Z', provider: 'openai' }]);
  });

  it.each([
    ['an id without a time', without(usageEvent('x'), 'occurredAt'), 'occurredAt'],
    ['a time without an id', without(usageEvent('x'), 'id'), 'id'],
    ['a null id', usageEvent('x', { id: null }), 'id'],
    ['no provider', without(usageEvent('x'), 'provider'), 'provider'],
    ['an unknown field', usageEvent('x', { modle: 'y' }), 'modle'],
    ['a negative quantity', usageEvent('x', { usage: { input_tokens: -1 } }), 'usage.input_tokens'],
    [
      'an event of tomorrow and later',
      usageEvent('x', { occurredAt: new Date(NOW + 86_400_001).toISOString() }),
      'occurredAt',
    ],
    [
      'an event older than the retention',
      usageEvent('x', { occurredAt: '2025-10-01T00:00:00Z' }),
      'occurredAt',
    ],
    ['an empty list', { events: [] }, 'events'],
    ['more events than a message may hold', { events: Array.from({ length: 1001 }, () => 0) }, 'events'],
    ['no JSON', '{"id":', ''],
    [
      'a CloudEvent without a time',
      {
        specversion: '1.0',
        source: 's',
        id: '1',
        type: 't',
        data: without(usageEvent('x'), 'id', 'occurredAt'),
      },
      'occurredAt',
    ],
  ])('refuses %s alone with 400 and names the field', async (_name, event, field) => {
    const { status, body } = await record(event);
    expect(status).toBe(400);
    expect((body as unknown as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(
      field,
    );
    expect(api.sent).toEqual([]);
  });

  it.each([
    [
      'a cost entry of a video platform',
      {
        service: 'openai',
        operation: 'script-generation',
        amount: 0.05,
        model: 'gpt-4-turbo',
        inputTokens: 2000,
        outputTokens: 500,
        resourceId: 'video-123',
        resourceType: 'video',
        metadata: { prompt: 'short' },
      },
      ['amount', 'inputTokens', 'outputTokens', 'resourceId', 'resourceType', 'provider', 'service', 'usage'],
      {
        provider: 'openai',
        model: 'gpt-4-turbo',
        operation: 'script-generation',
        reportedCostUsd: '0.05',
        usage: { input_tokens: 2000, output_tokens: 500 },
        resource: { type: 'video', id: 'video-123' },
        metadata: { prompt: 'short' },
      },
      '0.035',
    ],
    [
      'a cost event of podcasts, with the tokens in its metadata',
      {
        event_type: 'ai_api_call',
        service: 'gemini_text',
        quantity: 1500,
        unit: 'tokens',
        unit_cost: 0.00000015,
        total_cost_usd: 0.0002,
        episode_id: 'ep-7',
        podcast_id: 'pod-1',
        user_id: 'user-1',
        timestamp: '2026-11-20T10:00:00Z',
        metadata: {
          model: 'gemini-2.5-flash',
          input_tokens: 1000,
          output_tokens: 500,
          duration_ms: 1200,
          region: 'us-east-1',
        },
      },
      [
        'event_type',
        'quantity',
        'unit',
        'unit_cost',
        'total_cost_usd',
        'episode_id',
        'podcast_id',
        'user_id',
      ],
      {
        provider: 'google',
        service: 'llm',
        model: 'gemini-2.5-flash',
        usage: { input_tokens: 1000, output_tokens: 500, duration_ms: 1200 },
        reportedCostUsd: '0.0002',
        resource: { type: 'episode', id: 'ep-7' },
        group: { type: 'podcast', id: 'pod-1' },
        userId: 'user-1',
        region: 'us-east-1',
      },
      // 1,000 × $0.30 and 500 × $2.50 a million.
      '0.00155',
    ],
    [
      'the time of a function of podcasts',
      {
        event_type: 'lambda_execution',
        service: 'lambda',
        quantity: 12.5,
        unit: 'GB-Seconds',
        total_cost: 0.000208,
        episode_id: 'ep-7',
        created_at: '2026-11-20T10:00:00Z',
      },
      [
        'event_type',
        'quantity',
        'unit',
        'total_cost',
        'episode_id',
        'created_at',
        'provider',
        'model',
        'usage',
      ],
      {
        provider: 'aws',
        service: 'lambda',
        model: 'lambda',
        usage: { gb_seconds: '12.5' },
        reportedCostUsd: '0.000208',
      },
      // 12.5 × $0.0000166667.
      '0.00020833375',
    ],
  ])(
    'answers %s with every wrong field and the body to send',
    async (_name, row, fields, rewritten, costUsd) => {
      const { status, body } = await record(row);
      expect(status).toBe(400);
      const { errors, help, detail, ...answer } = body as unknown as {
        errors: { field: string; message: string }[];
        help: string;
        detail: string;
        rewritten: object;
      };
      expect(errors.map(({ field }) => field)).toEqual(expect.arrayContaining(fields));
      for (const field of fields) expect(detail).toContain(field);
      expect(errors.filter(({ field }) => !(field in row)).map(({ message }) => message)).toEqual(
        errors
          .filter(({ field }) => !(field in row))
          .map(() => expect.stringMatching(/^is missing: it must/) as string),
      );
      expect(help).toBe('docs/message.md#fields');
      expect(answer.rewritten).toMatchObject(rewritten);
      const listed = await record({ events: [row, usageEvent('good')] });
      expect(listed.body).toMatchObject({ ids: ['good'], rejected: [{ index: 0, rewritten }] });
      const priced = await record(answer.rewritten, '?dryRun=true');
      expect(priced.body).toMatchObject({ costs: [{ status: 'priced', costUsd }] });
      const taken = await record(answer.rewritten);
      expect(taken.status).toBe(202);
    },
  );

  it('offers no body where the row does not say enough', async () => {
    const { body } = await record({ amount: 1, service: 'something' });
    expect(body).not.toHaveProperty('rewritten');
    const single = await record(usageEvent('p1', { usage: { inputTokens: 1 } }));
    expect(single.body).toMatchObject({
      help: 'docs/message.md#usage-parts',
      errors: [
        { field: 'usage.inputTokens', message: expect.stringContaining('"usage.input_tokens"') as string },
      ],
    });
  });

  it('takes the good events of a list and tells the others by their position', async () => {
    const events = [usageEvent('b1'), usageEvent('b2', { usage: {} }), usageEvent('b3'), 'nonsense'];
    const { status, body } = await record({ events });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      ids: ['b1', 'b3'],
      rejected: [
        { index: 1, errors: [{ field: 'usage' }] },
        { index: 3, errors: [{}] },
      ],
    });
    expect(sentEvents().map(({ id }) => id)).toEqual(['b1', 'b3']);
  });

  it('accepts a CloudEvent', async () => {
    const { body } = await record({
      specversion: '1.0',
      source: '/app',
      id: '7',
      type: 'usage',
      time: '2026-11-20T10:00:00Z',
      data: without(usageEvent('x'), 'id', 'occurredAt'),
    });
    expect(body).toEqual({ ids: ['/app 7'], rejected: [], warnings: [] });
  });

  it('accepts a CloudEvent in binary mode, under one id however often it is sent', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '7',
      'ce-source': '/my%20app',
      'ce-type': 'usage',
      'ce-time': '2026-11-20T10:00:00Z',
    };
    const data = without(usageEvent('x'), 'id', 'occurredAt');
    const send = () =>
      api.call('POST /record', {
        as: CALLERS.writer,
        body: data,
        headers: { ...headers, 'ce-source': '/app' },
      });
    expect((await send()).body).toEqual({ ids: ['/app 7'], rejected: [], warnings: [] });
    expect((await send()).body).toEqual({ ids: ['/app 7'], rejected: [], warnings: [] });
    expect(api.sent[0]).toBe(api.sent[1]);
    const { 'ce-time': _time, ...timeless } = headers;
    const answer = await api.call('POST /record', { as: CALLERS.writer, body: data, headers: timeless });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: expect.arrayContaining([
          { field: 'occurredAt', message: expect.anything() as unknown },
        ]) as unknown,
      },
    });
  });

  it('sends as few messages as fit', async () => {
    const small = Array.from({ length: 1000 }, (_, index) => usageEvent(`c${index}`));
    await record({ events: small });
    expect(api.sent).toHaveLength(1);
    const large = Array.from({ length: 300 }, (_, index) =>
      usageEvent(`d${index}`, { metadata: { text: 'x'.repeat(7900) } }),
    );
    api.sent.length = 0;
    await record({ events: large });
    expect(api.sent).toHaveLength(3);
    for (const body of api.sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1024 * 1024);
    expect(sentEvents().map(({ id }) => id)).toEqual(large.map(({ id }) => id));
  });

  it('tells which events the queue did not take, and answers 503 when it took none', async () => {
    let calls = 0;
    const failing = (from: number) => ({
      sender: { send: () => (++calls >= from ? Promise.reject(new Error('queue down')) : Promise.resolve()) },
    });
    api = startApi(dynamo, 'record', { ports: failing(2) });
    const metadata = { text: 'x'.repeat(7900) };
    const events = Array.from({ length: 200 }, (_, index) => usageEvent(`e${index}`, { metadata }));
    const partly = await record({ events });
    const answer = partly.body as unknown as { ids: string[]; rejected: { index: number }[] };
    expect(partly.status).toBe(202);
    expect(answer.ids.length).toBeGreaterThan(100);
    expect(answer.ids.at(-1)).toBe(`e${answer.ids.length - 1}`);
    expect(answer.rejected.map(({ index }) => index)).toEqual(
      Array.from({ length: 200 - answer.ids.length }, (_, i) => answer.ids.length + i),
    );
    api = startApi(dynamo, 'record', { ports: failing(0) });
    const none = await record(usageEvent('f'));
    expect(none.status).toBe(503);
    expect(none.headers['retry-after']).toBe('1');
  });

  it('reads a body that the gateway has encoded', async () => {
    const { sent } = api;
    const event = usageEvent('g1');
    const { status } = await api.call('POST /record', { body: event, base64: true });
    expect(status).toBe(202);
    expect(JSON.parse(sent[0] ?? '')).toEqual({ events: [event] });
  });
});

describe('POST /record?dryRun=true', () => {
  it('prices and writes nothing', async () => {
    const events = [
      usageEvent('h1'),
      usageEvent('h2', { model: 'nobody-knows-it' }),
      usageEvent('h3', { model: 'nobody-knows-it', reportedCostUsd: '0.25' }),
      usageEvent('h4', { usage: {} }),
    ];
    const { status, body } = await record({ events }, '?dryRun=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ids: ['h1', 'h2', 'h3'],
      rejected: [{ index: 3 }],
      costs: [
        { index: 0, id: 'h1', costUsd: '0.000339', status: 'priced', unpriced: [] },
        {
          index: 1,
          costUsd: '0',
          status: 'unpriced',
          unpriced: ['input_tokens', 'cache_read_tokens', 'output_tokens'],
        },
        { index: 2, costUsd: '0.25', status: 'reported' },
      ],
    });
    expect(api.sent).toEqual([]);
  });
});

describe('POST /prices/quote', () => {
  it('prices an event and keeps its numbers exact', async () => {
    const body =
      '{"provider":"openai","model":"gpt-4o-mini","usage":{"input_tokens":800,"output_tokens":340}}';
    expect((await api.call('POST /prices/quote', { body })).body).toMatchObject({
      costUsd: '0.000324',
      status: 'priced',
    });
  });

  it('names what it cannot read', async () => {
    const { status, body } = await api.call('POST /prices/quote', { body: { provider: 'openai' } });
    expect(status).toBe(400);
    expect((body as unknown as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual([
      'usage',
      'model',
    ]);
  });
});

describe('GET /prices', () => {
  it('lists the rows of a model, all or those in force', async () => {
    const { body } = await api.call('/prices?provider=openai&model=gpt-4o-mini&at=2026-11-20');
    const { prices, total } = body as unknown as { prices: { unit: string; sku: string }[]; total: number };
    expect(prices.map(({ unit }) => unit)).toContain('input_tokens');
    expect(prices).toHaveLength(Math.min(total, 50));
    const { body: first } = await api.call('/prices?limit=3');
    const cursor = (first as unknown as { nextCursor: string }).nextCursor;
    const { body: second } = await api.call(`/prices?limit=3&cursor=${cursor}`);
    expect(second).not.toEqual(first);
    expect((await api.call('/prices?at=yesterday')).status).toBe(400);
  });
});
