import { describe, expect, it } from 'vitest';
import { isUlid, ulidTime } from '../../../core/time/ulid-time.ts';

describe('a ULID', () => {
  it('carries its time in milliseconds', () => {
    expect(ulidTime('01ARYZ6S41TSV4RRFFQ69G5FAV')).toBe(1_469_918_176_385);
    expect(ulidTime('00000000000000000000000000')).toBe(0);
  });

  it('is told by its letters, its length and a time that fits', () => {
    expect(isUlid('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(true);
    for (const text of [
      '01ARZ3NDEKTSV4RRFFQ69G5FA',
      '81ARZ3NDEKTSV4RRFFQ69G5FAV',
      '01ARZ3NDEKTSV4RRFFQ69G5FAU',
    ])
      expect(isUlid(text)).toBe(false);
  });
});
