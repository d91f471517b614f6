import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ciede2000, contrast, parseHex, type Rgb, seenBy } from '../support/color-difference.ts';

const TOKENS = readFileSync(
  path.join(import.meta.dirname, '../../../dashboard/src/styles/tokens.css'),
  'utf8',
);

/** Both sides of the `light-dark()` of each name that begins so. */
function tokens(prefix: string): (readonly [light: Rgb, dark: Rgb])[] {
  const pattern = new RegExp(`--${prefix}[a-z0-9]*: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`, 'g');
  return [...TOKENS.matchAll(pattern)].map(([, light = '', dark = '']) => [parseHex(light), parseHex(dark)]);
}

/** A colour of the page by its name. */
function token(name: string, theme: 0 | 1): Rgb {
  return tokens(name).at(0)?.[theme] ?? [0, 0, 0];
}

/** A colour that lets through what is below it. */
function over(top: Rgb, below: Rgb, opacity: number): Rgb {
  return [0, 1, 2].map((at) => (top[at] ?? 0) * opacity + (below[at] ?? 0) * (1 - opacity)) as [
    number,
    number,
    number,
  ];
}

/** How far two colours are apart for the vision that sees the least of it. */
function apart(one: Rgb, other: Rgb): number {
  const [a, b] = [seenBy(one), seenBy(other)];
  return Math.min(...Object.entries(a).map(([vision, lab]) => ciede2000(lab, b[vision] ?? lab)));
}

/** The opacity that a rule of a stylesheet sets. */
function opacityOf(file: string, rule: string): number {
  const css = readFileSync(path.join(import.meta.dirname, '../../../dashboard/src/styles', file), 'utf8');
  return Number(new RegExp(`\\${rule} \\{[^}]*opacity: ([0-9.]+)`).exec(css)?.[1]);
}

const SERIES = tokens('series-');
const [SURFACE] = tokens('surface');

describe('colours of charts', () => {
  it.each([
    ['light', 0],
    ['dark', 1],
  ] as const)('are apart in every colour vision, in %s', (_, theme) => {
    const colors = SERIES.map((pair) => seenBy(pair[theme]));
    expect(colors).toHaveLength(9);
    const near = colors.flatMap((one, index) =>
      colors.slice(0, index).flatMap((other, against) =>
        Object.entries(one).flatMap(([vision, lab]) => {
          const difference = ciede2000(lab, other[vision] ?? lab);
          return difference >= 10
            ? []
            : [`${index + 1} and ${against + 1}, ${vision}: ${difference.toFixed(1)}`];
        }),
      ),
    );
    expect(near).toEqual([]);
  });

  it.each([
    ['light', 0],
    ['dark', 1],
  ] as const)('have 3:1 against the surface, in %s', (_, theme) => {
    const surface = SURFACE?.[theme] ?? [0, 0, 0];
    expect(SERIES.filter((pair) => contrast(pair[theme], surface) < 3)).toEqual([]);
  });
});

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('what a gauge, a burn-down and marks are drawn in, in %s', (_, theme) => {
  const color = (name: string) => token(name, theme);
  const surface = color('surface');
  const drawn = {
    accent: color('accent'),
    'warning-fill': color('warning-fill'),
    'critical-fill': color('critical-fill'),
    'emergency-fill': color('emergency-fill'),
    held: color('held'),
    needle: color('ink'),
    band: over(color('accent'), surface, opacityOf('charts.css', '.key-band')),
  };
  const grounds = {
    surface,
    track: color('surface-2'),
    'band of a burn-down': over(color('accent'), surface, opacityOf('insight.css', '.burn .burn-band')),
  };

  it('is apart in every colour vision', () => {
    const all = Object.entries({ ...drawn, ...grounds });
    const near = all.flatMap(([name, one], index) =>
      all.slice(0, index).flatMap(([other, against]) => {
        // The surface and the track of a gauge carry nothing that could be taken for the other.
        if (name === 'track' && other === 'surface') return [];
        // Both are bands of one meaning, in two charts.
        if (name === 'band of a burn-down' && (other === 'band' || other === 'track')) return [];
        return apart(one, against) >= 10 ? [] : [`${name} and ${other}: ${apart(one, against).toFixed(1)}`];
      }),
    );
    expect(near).toEqual([]);
  });
});

describe('the measure of difference', () => {
  // From table 1 of Sharma, Wu and Dalal (2005).
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as const)('of %j and %j is %d', (one, other, difference) => {
    expect(ciede2000(one, other)).toBeCloseTo(difference, 4);
  });
});
