import { Buffer } from 'node:buffer';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { type AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemOfWire, type WireItem, wireItem } from '../../../adapters/dynamo/attribute-values.ts';
import { entryItem, entryOf } from '../../../adapters/dynamo/entry-item.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { anEntry } from '../../../testing/factories.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';

const METADATA = { durationMs: 1200, retried: false, note: null, parts: ['a', { deep: [1.5] }] };
const MARSHALL = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** The SDK's attributes as they travel: its bytes as base64. */
function travelled(attributes: Record<string, AttributeValue>): WireItem {
  const text = JSON.stringify(attributes, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return JSON.parse(text) as WireItem;
}

const bytes = fc.uint8Array({ maxLength: 20 });
const quantity = fc.bigInt({ min: 0n, max: 10n ** 20n }).map((value) => NumberValue.from(`${value}.5`));
const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__');
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.bigInt(),
    fc.integer(),
    fc.double({ noNaN: true, min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
    quantity,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    bytes,
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((texts) => new Set(texts)),
    fc.uniqueArray(fc.bigInt(), { minLength: 1, maxLength: 4 }).map((numbers) => new Set(numbers)),
    fc.array(bytes, { minLength: 1, maxLength: 3 }).map((all) => new Set(all)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }).map((map) => new Map(Object.entries(map))),
  ),
}));
const anyItem = fc.dictionary(name, anyValue, { maxKeys: 6, noNullPrototype: true });

describe('an item on its way to and from the table', () => {
  it('is an entry again, to the last digit', () => {
    const cost = picoUsd(12_345_678_901_234_567_890n);
    const entry = anEntry({ metadata: METADATA, cost, attributes: { tier: 'x' } });
    expect(entryOf(itemOfWire(wireItem(entryItem(entry))))).toMatchObject({ metadata: METADATA, cost });
  });

  it("is what the SDK's own conversion makes of it, both ways", () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const sdk = marshall(item, MARSHALL);
        const wire = travelled(sdk);
        expect(JSON.parse(JSON.stringify(wireItem(item)))).toEqual(wire);
        expect(itemOfWire(wire)).toEqual(unmarshall(sdk, { wrapNumbers: true }));
        expect(itemOfWire(sdk as WireItem), 'from an error of the SDK').toEqual(itemOfWire(wire));
      }),
      propertyRuns(200),
    );
  });

  it.each([
    ['a number that is none', Number.NaN],
    ['a number without end', Number.POSITIVE_INFINITY],
    ['a number that a double has rounded', 2 ** 53],
    ['an empty set', new Set()],
    ['a symbol', Symbol('none')],
  ])('refuses %s', (_, value) => {
    expect(() => wireItem({ a: value })).toThrow(TypeError);
  });

  it('refuses what it does not know', () => {
    expect(() => itemOfWire({ a: { X: 'y' } as never })).toThrow('unknown type was read: X');
  });
});
