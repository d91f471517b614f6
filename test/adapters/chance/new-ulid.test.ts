import { describe, expect, it } from 'vitest';
import { newUlid } from '../../../adapters/chance/new-ulid.ts';
import { isUlid, ulidTime } from '../../../core/time/ulid-time.ts';

const AT = Date.parse('2026-11-20T12:00:00Z');

describe('a new ULID', () => {
  it('has its time, is never the same, and takes every character in each random place', () => {
    const ids = Array.from({ length: 5000 }, () => newUlid(AT));
    expect(ids.filter((id) => !isUlid(id) || ulidTime(id) !== AT)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (let place = 10; place < 26; place++) {
      expect(new Set(ids.map((id) => id.charAt(place))).size, `place ${place}`).toBe(32);
    }
  });
});
