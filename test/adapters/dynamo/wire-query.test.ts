import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { entryItem, entryOf } from '../../../adapters/dynamo/entry-item.ts';
import { itemOfWire, type WireItem } from '../../../adapters/dynamo/wire-query.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { anEntry } from '../../../testing/factories.ts';

const METADATA = { durationMs: 1200, retried: false, note: null, parts: ['a', { deep: [1.5] }] };

const bytes = (value: Uint8Array) => ({ B: new Uint8Array(value) });
const base64 = (value: Uint8Array) => ({ B: Buffer.from(value).toString('base64') });

describe('an item straight from the wire', () => {
  it('is what the document client makes of it', () => {
    const entry = anEntry({
      metadata: METADATA,
      cost: picoUsd(12_345_678_901_234_567_890n),
      attributes: { tier: 'x' },
    });
    const { hs, hc, ...rest } = marshall(entryItem(entry), { removeUndefinedValues: true });
    if (!hs?.B || !hc?.B) throw new Error('an entry has two hashes');
    const attributes = { ...rest, hs: bytes(hs.B), hc: bytes(hc.B) };
    const wire = { ...rest, hs: base64(hs.B), hc: base64(hc.B) } as unknown as WireItem;

    expect(entryOf(itemOfWire(wire))).toEqual(entryOf(unmarshall(attributes, { wrapNumbers: true })));
    expect(entryOf(itemOfWire(wire))).toMatchObject({
      metadata: METADATA,
      cost: 12_345_678_901_234_567_890n,
    });
  });

  it('is refused when it has a type that entries do not', () => {
    expect(() => itemOfWire({ a: { SS: ['x'] } as never })).toThrow('unknown type was read: SS');
  });
});
