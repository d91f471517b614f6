import { describe, expect, it } from 'vitest';
import { isTooLarge } from '../../local/http-event.ts';

describe('what a function answers', () => {
  it('ends at 6 MB, in bytes of its JSON, as on AWS', () => {
    const limit = 6_291_556;
    expect(isTooLarge('x'.repeat(limit))).toBe(false);
    expect(isTooLarge('x'.repeat(limit + 1))).toBe(true);
    expect(isTooLarge('ü'.repeat(limit / 2 + 1))).toBe(true);
    expect(isTooLarge('€'.repeat(2_097_185))).toBe(false);
  });
});
