import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { COUNTED_PROJECTION, countedEntry } from '../../../adapters/dynamo/counted-entry.ts';
import { entryItem } from '../../../adapters/dynamo/entry-item.ts';
import type { WireItem } from '../../../adapters/dynamo/attribute-values.ts';
import { picoUnits, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { contributionsOf } from '../../../core/spend/contributions.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { anEntry } from '../../../testing/factories.ts';

/** As a query with the projection brings it. */
function wireOf(entry: Entry): WireItem {
  const item = marshall(entryItem(entry), { removeUndefinedValues: true }) as unknown as WireItem;
  const asked = new Set(Object.values(COUNTED_PROJECTION.ExpressionAttributeNames));
  return Object.fromEntries(Object.entries(item).filter(([name]) => asked.has(name)));
}

describe('an entry read straight from the wire', () => {
  it.each([
    ['a priced one', anEntry()],
    [
      'one without a user or anything else',
      anEntry({ userId: undefined, resource: undefined, group: undefined }),
    ],
    [
      'an unpriced one the catalogue does not know',
      anEntry({ status: 'unpriced', known: false, cost: ZERO_USD }),
    ],
    [
      'one in lanes',
      anEntry({ lane: 13, userLane: 3, operation: 'cover', usage: { seconds: picoUnits(1n) } }),
    ],
    [
      'a correction',
      anEntry({ correctionOf: 'a', cost: picoUsd(-5n), adjusts: { events: 0, unpriced: -1 } }),
    ],
    ['a late one', anEntry({ recordedAt: Date.UTC(2026, 11, 3, 0, 0, 1) })],
  ])('%s adds what the whole entry adds', (_name, entry) => {
    const counted = countedEntry(wireOf(entry));
    expect(contributionsOf(counted.facts, 'Europe/Berlin')).toEqual(contributionsOf(entry, 'Europe/Berlin'));
    expect(counted).toMatchObject({
      id: entry.id,
      index: entry.mark.index,
      mark: { batch: entry.mark.batch, partition: `E#${entry.day}#${entry.lane}` },
    });
  });

  it('refuses an item that is none', () => {
    expect(() => countedEntry({ pk: { S: 'X#2026-11-21' }, sk: { S: 'a' } })).toThrow(TypeError);
    const { st: _status, ...rest } = wireOf(anEntry());
    expect(() => countedEntry(rest)).toThrow('st');
  });
});
