import { describe, expect, it } from 'vitest';
import { CACHED_READS, cacheSecondsOf } from '../../contracts/cached-reads.ts';
import { cacheSecondsSchema } from '../../contracts/cache-seconds.ts';

describe('cacheSecondsOf', () => {
  it('is one number for all, or one by kind and 0 for the rest', () => {
    expect(cacheSecondsOf('/users', 30)).toBe(30);
    const byKind = { breakdown: 900, monthly: 3600 };
    expect(CACHED_READS.breakdown.map((path) => cacheSecondsOf(path, byKind))).toEqual([900, 900]);
    expect(cacheSecondsOf('/summary/monthly', byKind)).toBe(3600);
    expect(cacheSecondsOf('/dashboard', byKind)).toBe(0);
    expect(cacheSecondsOf('/users', byKind)).toBe(0);
  });

  it('takes no kind that it does not know', () => {
    expect(cacheSecondsSchema.safeParse({ users: 5 }).success).toBe(false);
    expect(cacheSecondsSchema.safeParse(-1).success).toBe(false);
  });
});
