import { describe, expect, it } from 'vitest';
import { isCheck } from '../../../core/usage/check-message.ts';

describe('a message by which a sender tries its way', () => {
  it('names no event and says so', () => {
    expect(isCheck({ events: [], check: true })).toBe(true);
    for (const other of [{ events: [] }, { events: [{}], check: true }, { check: true }, [], null, 'check']) {
      expect(isCheck(other)).toBe(false);
    }
  });
});
