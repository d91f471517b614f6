import { describe, expect, it } from 'vitest';
import { candidateId, eventCandidate } from '../../../core/usage/event-candidate.ts';

describe('what is asked about of a received event', () => {
  it('has no field that is null or names nobody, at any depth, but in the sender’s own metadata', () => {
    const metadata = { note: null };
    const received = {
      id: 'a',
      userId: null,
      usage: { input_tokens: 1, output_tokens: null },
      resource: { type: null, id: null },
      group: { type: 'podcast', id: null },
      metadata,
    };
    expect(eventCandidate(received)).toEqual({
      id: 'a',
      usage: { input_tokens: 1 },
      group: { type: 'podcast' },
      metadata,
    });
  });

  it('is the data of a CloudEvent', () => {
    const envelope = { specversion: '1.0', source: '/app', id: '7', time: '2026-11-20T10:00:00Z' };
    const data = { model: 'm', userId: null };
    expect(eventCandidate({ ...envelope, data })).toEqual({
      model: 'm',
      id: '/app 7',
      occurredAt: envelope.time,
    });
  });

  it.each(['text', 7, null, [null]])('is %j as it is', (received) => {
    expect(eventCandidate(received)).toEqual(received);
  });
});

describe('the id that an event says it has', () => {
  it('is cut before a character that would be halved, and absent where it is no text', () => {
    expect(candidateId({ id: `${'i'.repeat(127)}😀` })).toBe('i'.repeat(127));
    expect([candidateId({ id: 7 }), candidateId({}), candidateId('id'), candidateId(null)]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});
