import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBits, hasBit, withBits } from '../../../core/spend/bitmap.ts';

const indexes = fc.array(fc.nat(3000), { maxLength: 60 });

describe('a bitmap', () => {
  it('has exactly the bits that were set, at once or one after the other', () => {
    fc.assert(
      fc.property(indexes, indexes, (first, second) => {
        const bits = withBits(withBits(undefined, first), second);
        const set = new Set([...first, ...second]);
        expect(countBits(bits)).toBe(set.size);
        const all = Array.from({ length: 3001 }, (_, index) => index);
        expect(all.filter((index) => hasBit(bits, index) !== set.has(index))).toEqual([]);
        expect(withBits(undefined, set)).toEqual(bits);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the old one alone and ends with its highest bit', () => {
    const old = withBits(undefined, [0]);
    expect(withBits(old, [8, 9])).toHaveLength(2);
    expect(old).toEqual(Uint8Array.of(1));
    expect(hasBit(undefined, 0)).toBe(false);
    expect(countBits(undefined)).toBe(0);
  });
});
