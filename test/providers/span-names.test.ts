import { describe, expect, it } from 'vitest';
import { COUNT_NAMES } from '../../providers/span-names.ts';

describe('names of counts in spans', () => {
  it('are each of one count', () => {
    const all = Object.values(COUNT_NAMES).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});
