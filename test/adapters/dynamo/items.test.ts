import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryItem, entryOf } from '../../../adapters/dynamo/entry-item.ts';
import { dayIndexKey, escapeKey, totalKey, ulidTime, unescapeKey } from '../../../adapters/dynamo/keys.ts';
import { outcomeItem, outcomeOf } from '../../../adapters/dynamo/outcome-item.ts';
import type { Outcome } from '../../../core/usage/entry.ts';
import { anEntry } from '../../support/factories.ts';

function stored(item: Record<string, unknown>): Record<string, unknown> {
  return unmarshall(marshall(item, { removeUndefinedValues: true }), { wrapNumbers: true });
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const name = fc.string({ minLength: 1, maxLength: 40 });
const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('an entry', () => {
  it('comes back from the table as it was', () => {
    const entries = fc.record({
      id: name,
      cost: amount,
      usage: fc.dictionary(
        fc.constantFrom('input_tokens', 'images'),
        fc.bigInt({ min: 0n, max: 10n ** 24n }),
      ),
      status: fc.constantFrom('priced' as const, 'unpriced' as const, 'reported' as const),
      userId: fc.option(name, { nil: undefined }),
      known: fc.boolean(),
      providerKnown: fc.boolean(),
      metadata: fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.integer(), name)), {
        nil: undefined,
      }),
      adjusts: fc.option(fc.constant({ events: 0, unpriced: -1 }), { nil: undefined }),
      expiresAt: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(entries, (overrides) => {
        const { metadata, ...rest } = overrides;
        const filled = metadata && Object.keys(metadata).length > 0 ? metadata : undefined;
        const providerKnown = rest.known || rest.providerKnown;
        const entry = anEntry({ ...rest, providerKnown, metadata: filled });
        const { sourceHash, contentHash, ...back } = entryOf(stored(entryItem(entry)));
        expect({ ...entry, ...back }).toEqual(entry);
        expect([[...sourceHash], [...contentHash]]).toEqual([[...entry.sourceHash], [...entry.contentHash]]);
      }),
    );
  });

  it('reads the same in whatever order the table keeps its maps', () => {
    const usage = { output_tokens: 2n, audio_seconds: 3n, input_tokens: 1n };
    const tags = { tier: 'pro', app: 'x' };
    const metadata = { z: { b: 1, a: 2 }, y: 1 };
    const read = entryOf(stored(entryItem(anEntry({ usage, tags, attributes: tags, metadata }))));
    expect(JSON.stringify(Object.keys(read.usage))).toBe('["audio_seconds","input_tokens","output_tokens"]');
    expect(JSON.stringify([read.tags, read.attributes, read.metadata])).toBe(
      '[{"app":"x","tier":"pro"},{"app":"x","tier":"pro"},{"y":1,"z":{"a":2,"b":1}}]',
    );
  });

  it.each([{ st: '?' }, { pk: 'E#yesterday#0' }, { rb: undefined }, { q: undefined }, { c: 'free' }])(
    'is not read from %o',
    (broken) => {
      expect(() => entryOf(stored({ ...entryItem(anEntry()), ...broken }))).toThrow(
        /is no entry|expected|decimal|BigInt/,
      );
    },
  );
});

describe('an outcome', () => {
  it('comes back from the table as it was', () => {
    const outcome: Outcome = {
      kind: 'rejected',
      day: '2026-11-21',
      messageId: 'message#1',
      index: 12,
      recordedAt: 5,
      mark: { batch: '01M7YSN7DR000000000000000A', index: 3 },
      eventId: 'event-1',
      reason: 'invalid',
      errors: [{ field: 'model', message: 'is missing' }],
      body: '{}',
      bodyKey: undefined,
    };
    expect(outcomeOf(stored(outcomeItem(outcome)))).toEqual(outcome);
    expect(() => outcomeOf({ pk: 'X#2026-11-21', sk: 'm#1#unknown' })).toThrow(TypeError);
  });
});

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
    const scope = { kind: 'resource', day: '2026-11-21', resource: longest, group: longest } as const;
    expect(bytes(totalKey(scope).sk)).toBeLessThanOrEqual(1024);
    expect(bytes(totalKey(scope).pk)).toBeLessThanOrEqual(2048);
    expect(bytes(dayIndexKey(scope)?.dsk ?? '')).toBeLessThanOrEqual(1024);
    const wide = { type: '語'.repeat(60), id: '語'.repeat(255) };
    expect(dayIndexKey({ ...scope, group: wide, resource: wide })?.dsk).not.toContain('\ufffd');
  });

  it('read the time of a ULID', () => {
    expect(ulidTime('01M7YSN7DR000000000000000A')).toBe(Date.UTC(2026, 10, 21, 10, 15, 31));
  });
});
