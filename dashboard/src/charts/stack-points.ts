import { writeDecimal } from '../../../contracts/decimal.ts';
import type { Trends } from '../api/types.ts';
import { parseDecimal, toPosition } from '../format/decimal.ts';
import { OTHERS, UNNAMED } from './series-colors.ts';

/** A point of a series as the API gives it. */
export interface Point {
  readonly key: string;
  readonly totalUsd: string;
  readonly by: Readonly<Record<string, string>>;
  /** What has no name. */
  readonly unnamedUsd?: string | undefined;
}

/** One layer of a stack, exact amounts for reading and positions for drawing. */
export interface Layer {
  readonly name: string;
  /** How it is called where `name` is an id. */
  readonly label?: string | undefined;
  readonly totalUsd: string;
  readonly usd: readonly string[];
  /** Entries in it without a price, where they are counted by layer. */
  readonly unpriced?: number | undefined;
}

const MOST_LAYERS = 8;

/** What a name has in a point: nothing where it is absent, also by the name of something that every object has. */
export function amountIn({ by, unnamedUsd }: Pick<Point, 'by' | 'unnamedUsd'>, name: string): string {
  if (name === UNNAMED) return unnamedUsd ?? '0';
  return (Object.hasOwn(by, name) ? by[name] : undefined) ?? '0';
}

/** The biggest names as layers, the rest together as one, the biggest first; layers add up to the totals. */
export function layersOf(points: readonly Point[]): Layer[] {
  const sums = new Map<string, bigint>();
  for (const { by, unnamedUsd = '0' } of points) {
    for (const [name, usd] of [...Object.entries(by), [UNNAMED, unnamedUsd] as const])
      sums.set(name, (sums.get(name) ?? 0n) + parseDecimal(usd));
  }
  // What cost nothing has no bar; what has no price is counted beside the chart.
  const costly = [...sums].filter(([, sum]) => sum !== 0n);
  const ranked = costly.sort(([, a], [, b]) => (a === b ? 0 : a > b ? -1 : 1)).map(([name]) => name);
  const own = ranked.slice(0, MOST_LAYERS - 1);
  const layers = own.map((name) => ({
    name,
    totalUsd: writeDecimal(sums.get(name) ?? 0n),
    usd: points.map((point) => amountIn(point, name)),
  }));
  const rest = points.map((point) => {
    const named = own.reduce((sum, name) => sum + parseDecimal(amountIn(point, name)), 0n);
    return writeDecimal(parseDecimal(point.totalUsd) - named);
  });
  if (rest.every((usd) => usd === '0')) return layers;
  const totalUsd = writeDecimal(rest.reduce((sum, usd) => sum + parseDecimal(usd), 0n));
  return [...layers, { name: own.length === 0 ? 'total' : OTHERS, totalUsd, usd: rest }];
}

/** Heights of the layers stacked from the bottom: the last row is the total. */
export function stackHeights(layers: readonly Layer[], length: number): number[][] {
  const height = Array.from({ length }, () => 0);
  return layers.map(({ usd }) =>
    usd.map((value, index) => (height[index] = (height[index] ?? 0) + toPosition(value))),
  );
}

/**
 * Entries without a price of all points. `uncounted`: how many a count of the whole range says, for hours of a day that
 * has some, which tell only that they have.
 */
export function countUnpriced<T extends number | null | undefined>(
  points: readonly Pick<Trends['points'][number], 'unpricedEvents'>[],
  uncounted: T,
): number | T {
  if (points.some(({ unpricedEvents }) => unpricedEvents === null)) return uncounted;
  return points.reduce<number>((sum, { unpricedEvents }) => sum + (unpricedEvents ?? 0), 0);
}
