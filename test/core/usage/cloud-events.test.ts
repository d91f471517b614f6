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
    ['data', { data: 'text' }, 'provider'],
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
