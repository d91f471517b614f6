import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../../../contracts/json-number.ts';
import { canonicalJson, contentHash, parseExactJson, sourceHash } from '../../../core/usage/exact-json.ts';

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

/** True when a number of the value would come back as its source text. */
function rounds(value: unknown): boolean {
  return /[.e]|\d{16}/i.test(JSON.stringify(value));
}

describe('parseExactJson', () => {
  it.each(['9007199254740993', '0.1', '1.0', '1e3', '-1e-400', '123456789012345678901234567890'])(
    'keeps the source text of %s',
    (source) => {
      const kept = new JsonNumber(source);
      expect(parseExactJson(`[${source}]`)).toEqual([kept]);
      expect(parseExactJson(`[1, "a" ,\n${source} ]`)).toEqual([1, 'a', kept]);
      expect(parseExactJson(`{"a": {"b\\"" \r\n:\t${source}}}`)).toEqual({ a: { 'b"': kept } });
      expect(parseExactJson(` ${source}`)).toEqual(kept);
    },
  );

  it('reads everything else as JSON.parse does', () => {
    const plain = fc.jsonValue().filter((value) => !rounds(value));
    fc.assert(
      fc.property(plain, (value) => {
        const text = JSON.stringify(value);
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('canonicalJson', () => {
  it('is the same for the same content in any order, and reads back as that content', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes numbers as they were received', () => {
    expect(canonicalJson(parseExactJson('{"b": 1.50, "a": [1e2, 7]}'))).toBe('{"a":[1e2,7],"b":1.50}');
  });
});

describe('hashes', () => {
  it('have 16 bytes and tell contents and delivery slots apart', () => {
    const hashes = [
      contentHash({ a: 1 }),
      contentHash({ a: 2 }),
      sourceHash('m', 1),
      sourceHash('m', 2),
      sourceHash('m\n1', 2),
    ];
    expect(hashes.every(({ length }) => length === 16)).toBe(true);
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(hashes.length);
    expect(contentHash({ a: 1, b: 2 })).toEqual(contentHash({ b: 2, a: 1 }));
  });
});
