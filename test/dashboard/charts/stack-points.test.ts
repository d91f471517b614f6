import { describe, expect, it } from 'vitest';
import { colorsOf, layerLabel, OTHERS, UNNAMED } from '../../../dashboard/src/charts/series-colors.ts';
import {
  amountIn,
  countUnpriced,
  layersOf,
  stackHeights,
} from '../../../dashboard/src/charts/stack-points.ts';

function point(key: string, totalUsd: string, by: Record<string, string>) {
  return { key, totalUsd, by };
}

describe('layers of a chart', () => {
  it('are the biggest names first, and add up to the totals with the rest', () => {
    const names = Array.from({ length: 12 }, (_, index) => [`m${index}`, String(12 - index)] as const);
    const layers = layersOf([point('a', '78.5', Object.fromEntries(names))]);
    expect(layers.map(({ name }) => name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', OTHERS]);
    expect(layers.at(-1)?.totalUsd).toBe('15.5');
    expect(stackHeights(layers, 1).at(-1)).toEqual([78.5]);
  });

  it('are the total alone where nothing has a name', () => {
    expect(layersOf([point('a', '1', {}), point('b', '2', {})])).toEqual([
      { name: 'total', totalUsd: '3', usd: ['1', '2'] },
    ]);
  });
});

describe('users who are called as the page calls what is no user', () => {
  it('have layers of their own, beside what has no name and the others', () => {
    const by = {
      '(rest)': '9',
      '(none)': '8',
      ...Object.fromEntries('abcdef'.split('').map((name) => [name, '2'])),
    };
    const layers = layersOf([{ ...point('a', '33', by), unnamedUsd: '4' }]);
    expect(layers.map(({ name, totalUsd }) => [name, totalUsd])).toEqual([
      ['(rest)', '9'],
      ['(none)', '8'],
      [UNNAMED, '4'],
      ['a', '2'],
      ['b', '2'],
      ['c', '2'],
      ['d', '2'],
      [OTHERS, '4'],
    ]);
    expect(layers.map(layerLabel).slice(0, 3)).toEqual(['(rest)', '(none)', '(none)']);
    expect(colorsOf(['(rest)', '(none)']).values()).not.toContain('var(--series-rest)');
  });
});

describe('names that every object has', () => {
  it('are nothing where a point lacks them', () => {
    const layers = layersOf([
      point('a', '3', { constructor: '2', other: '1' }),
      point('b', '1', { other: '1' }),
    ]);
    expect(layers).toEqual([
      { name: 'constructor', totalUsd: '2', usd: ['2', '0'] },
      { name: 'other', totalUsd: '2', usd: ['1', '1'] },
    ]);
    expect(amountIn({ by: {} }, 'toString')).toBe('0');
  });
});

describe('colours', () => {
  it('differ within a chart and stay with their name', () => {
    const first = colorsOf(['x', 'y', OTHERS]);
    expect(new Set(first.values()).size).toBe(3);
    const second = colorsOf(['y', 'z', 'x']);
    expect(second.get('x')).toBe(first.get('x'));
    expect(second.get('y')).toBe(first.get('y'));
    expect(new Set(second.values()).size).toBe(3);
  });
});

function countsOf(...counts: (number | null)[]) {
  return counts.map((unpricedEvents) => ({ unpricedEvents }));
}

describe('entries without a price', () => {
  it('are counted by days, and by a count of the whole where hours tell only that there are some', () => {
    expect(countUnpriced(countsOf(1, 0, 2), undefined)).toBe(3);
    expect(countUnpriced(countsOf(null, null), 4)).toBe(4);
    expect(countUnpriced(countsOf(null, null), undefined)).toBeUndefined();
  });
});
