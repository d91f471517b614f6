import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryItem, entryOf } from '../../../adapters/dynamo/entry-item.ts';
import { picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import { anEntry } from '../../../testing/factories.ts';
import { stored } from '../../support/stored.ts';

const name = fc.string({ minLength: 1, maxLength: 40 });
const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('an entry', () => {
  it('comes back from the table as it was', () => {
    const entries = fc.record({
      id: name,
      cost: amount.map(picoUsd),
      usage: fc.dictionary(
        fc.constantFrom('input_tokens', 'images'),
        fc.bigInt({ min: 0n, max: 10n ** 24n }).map(picoUnits),
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
    const usage = { output_tokens: picoUnits(2n), audio_seconds: picoUnits(3n), input_tokens: picoUnits(1n) };
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
