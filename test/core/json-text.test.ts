import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../core/errors.ts';
import { isDeepJson, JSON_LEVELS, parseJson } from '../../core/json-text.ts';

function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

describe('isDeepJson', () => {
  it('counts levels and not brackets in texts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.string(), (json, text) => {
        const wrapped = (levels: number) =>
          `${`{${JSON.stringify(text)}:`.repeat(levels)}${json}${'}'.repeat(levels)}`;
        const own = levelsOf(JSON.parse(json));
        expect(isDeepJson(wrapped(JSON_LEVELS - own))).toBe(false);
        expect(isDeepJson(wrapped(JSON_LEVELS - own + 1))).toBe(true);
      }),
      { seed: 17, numRuns: 200 },
    );
  });

  it.each(['', '"', '"\\', ']]]]', '{"a', '\\"['])('takes %j, which is not JSON', (text) => {
    expect(isDeepJson(text)).toBe(false);
  });
});

describe('parseJson', () => {
  it('reads JSON, and refuses what is too deep or no JSON', () => {
    expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
    expect(() => parseJson('['.repeat(65) + ']'.repeat(65))).toThrow(InvalidInputError);
    expect(() => parseJson('{')).toThrow(SyntaxError);
  });
});
