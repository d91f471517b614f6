import { describe, expect, it } from 'vitest';
import { claimsAsText, isTooLarge } from '../../local/http-event.ts';

describe('claims', () => {
  it('are text: lists in brackets, numbers and booleans as written, objects as JSON, null left out', () => {
    const claims = {
      sub: 'user-1',
      exp: 9_999_999_999,
      email_verified: true,
      'cognito:groups': ['cost-admins', 'cost readers'],
      levels: [1, 2.5, true, { a: ['b'] }],
      address: { country: 'DE' },
      nickname: null,
      empty: [],
    };
    expect(claimsAsText(claims)).toEqual({
      sub: 'user-1',
      exp: '9999999999',
      email_verified: 'true',
      'cognito:groups': '[cost-admins cost readers]',
      levels: '[1 2.5 true {"a":["b"]}]',
      address: '{"country":"DE"}',
      empty: '[]',
    });
  });
});

describe('what a function answers', () => {
  it('ends at 6 MB, in bytes of its JSON, as on AWS', () => {
    const limit = 6_291_556;
    expect(isTooLarge('x'.repeat(limit))).toBe(false);
    expect(isTooLarge('x'.repeat(limit + 1))).toBe(true);
    expect(isTooLarge('ü'.repeat(limit / 2 + 1))).toBe(true);
    expect(isTooLarge('€'.repeat(2_097_185))).toBe(false);
  });
});
