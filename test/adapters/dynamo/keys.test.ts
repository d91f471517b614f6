import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIndexKey, totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { escapeKey, unescapeKey } from '../../../adapters/dynamo/keys.ts';
import { ulidTime } from '../../../core/time/ulid-time.ts';
import { aDay } from '../../../testing/dates.ts';

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

describe('keys', () => {
  it('keep names apart and give them back', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        expect(unescapeKey(escapeKey(first))).toBe(first);
        expect(escapeKey(first)).not.toContain('#');
        expect(escapeKey(first) === escapeKey(second)).toBe(first === second);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom('%', '#', '%23', '%25', '%2523', 'a'), (text) => {
        expect(unescapeKey(escapeKey(text))).toBe(text);
      }),
    );
  });

  it('of the longest names stay within what DynamoDB takes', () => {
    const longest = { type: 'x'.repeat(256), id: 'y'.repeat(256) };
    const of = { kind: 'resource', ...longest } as const;
    const total = { kind: 'day', day: aDay('2026-11-21'), lane: 0, of, group: longest } as const;
    expect(bytes(totalKey(total).sk)).toBeLessThanOrEqual(1024);
    expect(bytes(totalKey(total).pk)).toBeLessThanOrEqual(2048);
    expect(bytes(dayIndexKey(total)?.dsk ?? '')).toBeLessThanOrEqual(1024);
    const wide = { type: '語'.repeat(60), id: '語'.repeat(255) };
    expect(dayIndexKey({ ...total, group: wide, of: { kind: 'resource', ...wide } })?.dsk).not.toContain(
      '\ufffd',
    );
  });

  it('read the time of a ULID', () => {
    expect(ulidTime('01M7YSN7DR000000000000000A')).toBe(Date.UTC(2026, 10, 21, 10, 15, 31));
  });
});
