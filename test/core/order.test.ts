import { describe, expect, it } from 'vitest';
import { ascending, compare, descending, orderedBy } from '../../core/order.ts';

describe('an order', () => {
  it('puts exact amounts by size and texts by their code units', () => {
    expect([10n ** 30n, -1n, 9n].sort(compare)).toEqual([-1n, 9n, 10n ** 30n]);
    expect(['b', 'é', 'B', 'a'].sort(compare)).toEqual(['B', 'a', 'b', 'é']);
    expect([1, 1].sort(compare)).toEqual([1, 1]);
  });

  it('decides by the first value that tells two items apart', () => {
    const items = [
      { name: 'b', cost: 2n },
      { name: 'a', cost: 1n },
      { name: 'a', cost: 2n },
      { name: 'c', cost: 9n },
    ];
    const byCostThenName = orderedBy<(typeof items)[number]>(
      descending(({ cost }) => cost),
      ascending(({ name }) => name),
    );
    expect(items.toSorted(byCostThenName).map(({ name, cost }) => `${name}${cost}`)).toEqual([
      'c9',
      'a2',
      'b2',
      'a1',
    ]);
  });
});
