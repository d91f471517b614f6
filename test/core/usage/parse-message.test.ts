import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { type ParsedEvent, parseMessage, type RejectedEvent } from '../../../core/usage/parse-message.ts';
import { smallEvent, usageEvent } from '../../../testing/factories.ts';

function parseOne(event: unknown): ParsedEvent {
  const events = parseMessage(typeof event === 'string' ? event : JSON.stringify(event));
  expect(events).toHaveLength(1);
  return events[0] as ParsedEvent;
}

function rejection(event: unknown): RejectedEvent {
  const parsed = parseOne(event);
  if (parsed.kind !== 'rejected') throw new Error('the event was accepted');
  return parsed;
}

function hashOf(event: unknown): string {
  const parsed = parseOne(event);
  if (parsed.kind === 'rejected') throw new Error(parsed.reason);
  return Buffer.from(parsed.contentHash).toString('hex');
}

function fieldsOf(event: unknown): string[] {
  return rejection(event).errors.map(({ field }) => field);
}

describe('parseMessage', () => {
  it('knows an event again that another request repeats, also within a CloudEvent', () => {
    const event = smallEvent();
    expect(hashOf({ ...event, correlationId: 'request-2' })).toBe(hashOf(event));
    const { id, occurredAt: time, ...data } = event;
    const wrapped = { specversion: '1.0', type: 'usage', source: 'app', id, time, data };
    expect(hashOf({ ...wrapped, data: { ...data, correlationId: 'request-2' } })).toBe(hashOf(wrapped));
  });

  // What is recorded has its hash by this rule: another would make a conflict of each event that comes again.
  it.each([
    ['as it is', {}, '175fca7ff29b62fade40430d2d817981'],
    ['with an amount that is no whole number', { reportedCostUsd: 0.1 }, 'ed691e7ccd519c652f7e5ee982d2cde5'],
    ['that was reported', { via: 'proxy' }, 'd26aeda0194e5f48ab9abead0d92e33a'],
    ['of a request', { correlationId: 'r' }, '175fca7ff29b62fade40430d2d817981'],
  ])('gives an event %s the hash that it always had', (_, more, hash) => {
    const event = {
      id: 'event-1',
      occurredAt: '2026-11-21T10:15:30.123Z',
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 800, audio_minutes: '0.5' },
      userId: 'user-ä',
    };
    expect(hashOf({ ...event, ...more })).toBe(hash);
  });

  it('takes a message by which a sender tries its way for nothing at all', () => {
    expect(parseMessage('{"events":[],"check":true}')).toEqual([]);
    expect(parseMessage('{"events":[]}')).toMatchObject([{ kind: 'rejected', reason: 'wrong envelope' }]);
    const withEvent = JSON.stringify({ events: [smallEvent()], check: true });
    expect(parseMessage(withEvent)).toMatchObject([{ kind: 'accepted' }]);
  });

  it('accepts the example of the message format and the least there is', () => {
    expect(parseOne(usageEvent()).kind).toBe('accepted');
    expect(parseOne(smallEvent()).kind).toBe('accepted');
  });

  it.each([
    ['one object', smallEvent(), 1],
    ['a list', [smallEvent(), smallEvent()], 2],
    ['an envelope', { events: [smallEvent(), smallEvent(), smallEvent()] }, 3],
  ])('takes %s', (_name, body, count) => {
    const events = parseMessage(JSON.stringify(body));
    expect(events.map(({ kind, index }) => [kind, index])).toEqual(
      Array.from({ length: count }, (_, index) => ['accepted', index]),
    );
  });

  it('keeps good neighbours of a bad event', () => {
    const kinds = parseMessage(JSON.stringify([smallEvent(), { id: 1 }, smallEvent()])).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['accepted', 'rejected', 'accepted']);
  });

  it('never throws, whatever the body is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((value) => JSON.stringify(value) ?? 'undefined'),
        ),
        (body) => {
          for (const event of parseMessage(body)) expect(['accepted', 'rejected']).toContain(event.kind);
        },
      ),
    );
  });

  it.each([100, 2000, 100_000])('survives a body nested %d levels deep', (levels) => {
    const nested = '['.repeat(levels) + ']'.repeat(levels);
    const body = JSON.stringify(smallEvent()).replace(/\}$/, `,"metadata":{"deep":${nested}}}`);
    expect(rejection(body).kind).toBe('rejected');
    expect(parseMessage(nested)[0]?.kind).toBe('rejected');
  });

  it('names a body that is not JSON and keeps it', () => {
    expect(rejection('{"id": ')).toMatchObject({ reason: 'not JSON', body: '{"id": ' });
  });

  it('rejects an empty list and one of too many events as a whole', () => {
    expect(rejection({ events: [] }).reason).toBe('wrong envelope');
    const many = Array.from({ length: LIMITS.eventsPerMessage + 1 }, () => 0);
    expect(rejection({ events: many }).errors[0]?.message).toContain('1001');
    expect(parseMessage(JSON.stringify(many.slice(1)))).toHaveLength(LIMITS.eventsPerMessage);
  });

  it('rejects metadata that the table cannot tell from an instance of a class', () => {
    expect(fieldsOf(smallEvent({ metadata: { a: [{ constructor: { name: 'Set' } }] } }))).toEqual([
      'metadata',
    ]);
  });

  it.each(['-', 'system'])('rejects the user %s: work without a user goes by that name', (userId) => {
    const { errors } = rejection(smallEvent({ userId }));
    expect(errors).toEqual([
      { field: 'userId', message: expect.stringContaining('leave userId out') as string },
    ]);
  });

  it('names an unknown field, so that a typing slip is seen', () => {
    expect(fieldsOf(smallEvent({ userid: 'x', Tags: {} }))).toEqual(['userid', 'Tags']);
    expect(fieldsOf(smallEvent({ resource: { type: 'a', id: 'b', name: 'c' } }))).toEqual(['resource.name']);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ usage: [1] }, 'usage', 'must be an object of quantities'],
    [{ usage: { toString: 1 } }, 'usage.toString', 'names are lower case letters'],
    [{ usage: { a: 'x' } }, 'usage.a', 'must be a whole number from 0 to 10^12'],
    [{ resource: 'ep-7' }, 'resource', 'must be an object such as {"type": "episode"'],
    [{ tags: ['a'] }, 'tags', 'must be an object of texts'],
    [{ attributes: 1 }, 'attributes', 'must be an object of texts'],
    [{ attempt: '1' }, 'attempt', 'must be a whole number from 1 to 1000'],
    [{ metadata: 'x' }, 'metadata', 'must be an object'],
  ])('says once what to write instead of %j', (wrong, field, message) => {
    expect(rejection(smallEvent(wrong)).errors).toEqual([
      { field, message: expect.stringContaining(message) as string },
    ]);
  });

  it('takes null for an absent optional field', () => {
    expect(parseOne(smallEvent({ userId: null, tags: null })).kind).toBe('accepted');
    expect(fieldsOf(smallEvent({ model: null }))).toEqual(['model']);
  });

  it('keeps few errors of an event with thousands of wrong fields', () => {
    const wrong = Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`k${index}`, 0]));
    const { errors } = rejection(smallEvent(wrong));
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)?.message).toBe('and 5980 more');
  });
});

const text = (length: number) => 'x'.repeat(length);
const pairs = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));

/** The least event with a quantity as the JSON says it. */
function picoUnits(source: string): string {
  return JSON.stringify(smallEvent()).replace('"input_tokens":1', `"input_tokens":${source}`);
}

function amount(source: string): string {
  return JSON.stringify(smallEvent()).replace(/\}$/, `,"reportedCostUsd":${source}}`);
}

describe('the limits of a usage event', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['id', { id: text(128) }, { id: text(129) }],
    ['id', { id: 'a' }, { id: '' }],
    ['id', { id: 'a~a001' }, { id: 'a~a0001' }],
    ['id', { id: 'ü' }, { id: 'a\u0007' }],
    ['id', { id: '😀' }, { id: 'half \ud83d' }],
    ['userId', { userId: text(256) }, { userId: text(257) }],
    ['model', { model: text(256) }, { model: text(257) }],
    ['operation', { operation: text(256) }, { operation: text(257) }],
    ['usage', { usage: pairs(32, 1) }, { usage: pairs(33, 1) }],
    ['usage', { usage: pairs(1, 1) }, { usage: {} }],
    ['usage.k0', { usage: { k0: 10 ** 12 } }, { usage: { k0: 10 ** 12 + 1 } }],
    ['usage.k0', { usage: { k0: '0.000000000001' } }, { usage: { k0: '0.0000000000001' } }],
    ['usage.k0', { usage: { k0: '1000000000000' } }, { usage: { k0: '1000000000000.1' } }],
    ['usage.k0', { usage: { k0: 0 } }, { usage: { k0: -1 } }],
    ['usage.k0', { usage: { k0: 1 } }, { usage: { k0: 1.5 } }],
    ['tags', { tags: pairs(20, 'v') }, { tags: pairs(21, 'v') }],
    ['tags.k0', { tags: { k0: text(256) } }, { tags: { k0: text(257) } }],
    ['attributes', { attributes: pairs(16, 'v') }, { attributes: pairs(17, 'v') }],
    ['occurredAt', { occurredAt: '2026-01-01T00:00:00+02:00' }, { occurredAt: '2026-01-01T00:00:00' }],
    ['occurredAt', { occurredAt: '1970-01-01T00:00:00Z' }, { occurredAt: '0001-01-01T00:00:00Z' }],
    ['occurredAt', { occurredAt: '2024-02-29T00:00:00Z' }, { occurredAt: '2026-02-29T00:00:00Z' }],
    ['service', { service: 'llm' }, { service: 'LLM' }],
    ['attempt', { attempt: 1 }, { attempt: 0 }],
    ['reportedCostUsd', { reportedCostUsd: '0.1' }, { reportedCostUsd: '-0.1' }],
    [
      'resource',
      { resource: { type: 't', id: '語'.repeat(256) } },
      { resource: { type: '語'.repeat(200), id: '語'.repeat(200) } },
    ],
    [
      'model',
      { provider: 'p', model: '語'.repeat(256) },
      { provider: '語'.repeat(200), model: '語'.repeat(200) },
    ],
    ['metadata', { metadata: { a: text(8000) } }, { metadata: { a: text(8200) } }],
    ['metadata', { metadata: { a: 2 ** 53 - 1 } }, { metadata: { a: 2 ** 53 } }],
    ['metadata', { metadata: { a: 1e-99 } }, { metadata: { a: 1e-101 } }],
  ])('%s', (field, good, bad) => {
    expect(parseOne(smallEvent(good)).kind).toBe('accepted');
    expect(fieldsOf(smallEvent(bad))).toEqual([field]);
  });

  it('ends an event at 64 KB, its envelope not counted', () => {
    expect(rejection(smallEvent({ metadata: { a: text(70_000) } })).reason).toBe('too large');
  });

  it.each(['9007199254740993', '1.0', '1e3', '0.1'])(
    'rejects the quantity %s: a double could change it',
    (source) => {
      expect(fieldsOf(picoUnits(source))).toEqual(['usage.input_tokens']);
    },
  );

  it.each(['0.0004', '4e-4', '12', '1.5E+2'])('takes the reported cost %s', (source) => {
    expect(parseOne(amount(source)).kind).toBe('accepted');
  });

  it.each(['1e13', '1e400', '1e-4000', '1e999999999', '-1.5'])('rejects the reported cost %s', (source) => {
    expect(fieldsOf(amount(source))).toEqual(['reportedCostUsd']);
  });
});
