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

  it('refuses a list of which nothing is accepted, names each event and records nothing', async () => {
    const events = [usageEvent('n1', { usage: {} }), 'nonsense', { ...usageEvent('n3'), model: '' }];
    for (const query of ['', '?dryRun=true']) {
      const { status, body } = await record({ events }, query);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        type: 'urn:costkeeper:invalid-input',
        detail: expect.stringContaining('none of the 3 was accepted') as unknown,
        rejected: [
          { index: 0, errors: [{ field: 'usage' }] },
          { index: 1, errors: [{}] },
          { index: 2, errors: [{ field: 'model' }] },
        ],
      });
      const { errors } = body as unknown as { errors: { field: string }[] };
      expect(errors.map(({ field }) => field)).toEqual(['events.0.usage', 'events.1', 'events.2.model']);
    }
    const many = Array.from({ length: 1000 }, (_, index) => usageEvent(`m${index}`, { usage: {} }));
    const { text, body } = await record({ events: many });
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
    expect((body['rejected'] as unknown as { index: number }[]).map(({ index }) => index)).toEqual(
      many.map((_, index) => index),
    );
    expect(api.sent).toEqual([]);
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

  it.each([
    [{ model: 'gpt-4o-minii' }, [{ field: 'model', suggestion: 'gpt-4o-mini' }]],
    [{ usage: { input_tokens: 8, promt_tokens: 9 } }, [{ field: 'usage.promt_tokens' }]],
    [
      { usage: { images: 1 } },
      [{ field: 'usage.images', message: expect.stringContaining('sold by') as unknown }],
    ],
    [{ usage: { prompt_tokens: 1, cached_tokens: 2 } }, [{}, {}]],
    [{ usage: { prompt_tokens: 2, cached_tokens: 1 } }, undefined],
    [{ usage: { images: 1 }, override: { images: '0.04' } }, undefined],
  ])('says why not all of %o is priced, as the 202 of a record does', async (more, warnings) => {
    const body = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 8 }, ...more };
    const answer = (await api.call('POST /prices/quote', { body })).body;
    expect(answer).toMatchObject({ status: warnings ? 'unpriced' : 'priced' });
    expect(answer['warnings'] ?? []).toMatchObject(warnings ?? []);
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
