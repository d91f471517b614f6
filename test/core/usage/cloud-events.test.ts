import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { smallEvent } from '../../../testing/factories.ts';

function envelope(overrides: Record<string, unknown> = {}) {
  const { provider, model, usage } = smallEvent();
  return {
    specversion: '1.0',
    type: 'usage',
    source: '/studio',
    id: 'a-1',
    time: '2026-11-21T10:15:30Z',
    data: { provider, model, usage },
    ...overrides,
  };
}

describe('CloudEvents', () => {
  it('are read: source and id make the id, time is occurredAt', () => {
    const parsed = parseMessage(JSON.stringify([envelope(), envelope({ id: 'a-2' })]));
    expect(parsed).toMatchObject([
      {
        kind: 'accepted',
        event: { id: '/studio a-1', occurredAt: '2026-11-21T10:15:30Z', provider: 'openai' },
      },
      { kind: 'accepted', event: { id: '/studio a-2' } },
    ]);
  });

  it.each([
    ['time', { time: undefined }, 'occurredAt'],
    ['id', { id: undefined }, 'id'],
    ['data', { data: undefined }, 'provider'],
  ])('without %s name what is missing', (_name, overrides, field) => {
    const [parsed] = parseMessage(JSON.stringify(envelope(overrides)));
    expect(parsed).toMatchObject({ kind: 'rejected', reason: 'invalid' });
    expect(parsed?.kind === 'rejected' && parsed.errors.map((error) => error.field)).toContain(field);
  });

  it.each(['a b', '', 'a\tb'])(
    'whose source is "%s", no URI reference, are rejected: two could share an id',
    (source) => {
      const [parsed] = parseMessage(JSON.stringify(envelope({ source, id: 'c' })));
      expect(parsed).toMatchObject({ kind: 'rejected', errors: [{ field: 'id' }] });
    },
  );
});

const packed = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64');

describe('a CloudEvent with its data as bytes', () => {
  it('is read like one with data', () => {
    const { data, ...rest } = envelope();
    const [parsed] = parseMessage(JSON.stringify({ ...rest, data_base64: packed(data) }));
    expect(parsed).toMatchObject({ kind: 'accepted', event: { id: '/studio a-1', provider: 'openai' } });
  });

  it('keeps its numbers exact', () => {
    const { data, ...rest } = envelope();
    const text = JSON.stringify(data).replace('}', '},"reportedCostUsd":0.100000000001').replace(/}}$/, '}');
    const [parsed] = parseMessage(
      JSON.stringify({ ...rest, data_base64: Buffer.from(text).toString('base64') }),
    );
    expect(parsed).toMatchObject({
      kind: 'accepted',
      event: { reportedCostUsd: { source: '0.100000000001' } },
    });
  });

  it.each([
    ['not base64 at all!', 'is no Base64'],
    [5, 'is no Base64'],
    [Buffer.from('no json').toString('base64'), 'is Base64 of what is no JSON'],
    ['/w==', 'is Base64 of what is no JSON'],
    [packed('text'), 'is Base64 of JSON that is no object'],
    [packed([1]), 'is Base64 of JSON that is no object'],
  ])('names the field and what it has to be when it is %s', (data_base64, message) => {
    const { data: _data, ...rest } = envelope();
    const [parsed] = parseMessage(JSON.stringify({ ...rest, data_base64 }));
    expect(parsed).toMatchObject({ kind: 'rejected', reason: 'invalid' });
    expect(parsed?.kind === 'rejected' && parsed.errors).toEqual([
      { field: 'data_base64', message: expect.stringContaining(message) as string },
    ]);
  });

  it('is told as data that are no object', () => {
    const [parsed] = parseMessage(JSON.stringify(envelope({ data: 'text' })));
    expect(parsed).toMatchObject({ kind: 'rejected', errors: [{ field: 'data' }] });
  });
});

describe('nulls below the top level', () => {
  it('mean that there is no resource and no group where both of their fields are null', () => {
    const nobody = { type: null, id: null };
    const [parsed] = parseMessage(JSON.stringify(smallEvent({ resource: nobody, group: nobody })));
    expect(parsed).toMatchObject({ kind: 'accepted' });
    expect(parsed?.kind === 'accepted' && 'resource' in parsed.event).toBe(false);
    const [half] = parseMessage(JSON.stringify(smallEvent({ resource: { type: 'episode', id: null } })));
    expect(half).toMatchObject({ kind: 'rejected', errors: [{ field: 'resource.id' }] });
  });

  it('mean absent: in usage, references, tags and attributes', () => {
    const event = smallEvent({
      usage: { input_tokens: 1, cache_read_tokens: null },
      attributes: { service_tier: null },
      tags: { tier: 'pro', niche: null },
    });
    expect(parseMessage(JSON.stringify(event))).toMatchObject([
      { kind: 'accepted', event: { usage: { input_tokens: 1 }, attributes: {}, tags: { tier: 'pro' } } },
    ]);
  });

  it('leave a reference without its id a mistake, and metadata as it is', () => {
    expect(
      parseMessage(JSON.stringify(smallEvent({ resource: { type: 'episode', id: null } }))),
    ).toMatchObject([{ kind: 'rejected', errors: [{ field: 'resource.id' }] }]);
    expect(parseMessage(JSON.stringify(smallEvent({ metadata: { a: null } })))).toMatchObject([
      { kind: 'accepted', event: { metadata: { a: null } } },
    ]);
  });
});
