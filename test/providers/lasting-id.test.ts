import { describe, expect, it } from 'vitest';
import { lastingId } from '../../providers/lasting-id.ts';

describe('lastingId', () => {
  it.each([
    ['OpenAI', 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT'],
    ['OpenRouter, which begins with the second', 'gen-1763719200-AbCdEfGhIjKlMnOpQrSt'],
    ['Z.ai, which begins with the date', '20261121171617c8f1d0a2b3c4d5e6'],
    ['a counter of 19 digits', '8313807536837492492'],
    ['a UUID', 'a1b2c3d4-5678-90ab-cdef-111111111111'],
  ])('takes the id of %s', (_whose, id) => {
    expect(lastingId(id)).toBe(id);
  });

  it.each([
    ['one that a local server counts', 'chatcmpl-123'],
    ['the millisecond of an answer', 'id-1763719200000'],
    ['the second of an answer', 'chatcmpl-1763719200'],
    ['a time without a prefix', '1763719200000'],
    ['none', undefined],
  ])('refuses %s: another call may have the same', (_what, id) => {
    expect(lastingId(id)).toBeUndefined();
  });
});
