import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rooms in which an amount or a quantity is a bigint or a decimal string, never a number. */
const ROOMS = ['core/money', 'core/pricing', 'core/spend', 'core/budgets', 'core/usage'];

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bparseFloat\(/, 'parseFloat makes a float'],
  [/\.toFixed\(/, 'toFixed rounds a float'],
  [/\.toPrecision\(/, 'toPrecision rounds a float'],
  [
    /\bMath\.(?:round|ceil|floor|trunc|pow)\([^)]*(?:cost|usd|price|amount|spent|limit)/i,
    'Math on an amount',
  ],
  [/\bNumber\([^)]*(?:cost|usd|price|amount|quantity|spent|limit)\w*/i, 'Number() of an amount'],
  [/(?:^|[^\w$])\+(?:cost|usd|price|amount)\w*\b/i, 'unary plus on an amount'],
  [/\b\w*(?:cost|price(?!d)|amount|spent)\w*\s*:\s*number\b/i, 'an amount typed as number'],
  [/\b(?:cost|price|amount)\w*\s*[*/]\s*\d+(?:\.\d+)?(?!n|\d|_)\b/i, 'an amount times a number'],
];

/** Lines that break the rule, `file:line reason`. Comments do not count. */
function findings(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/\/\/.*|^\s*\*.*|\/\*.*/g, '');
    return FORBIDDEN.flatMap(([pattern, reason]) =>
      pattern.test(code) ? [`${file}:${index + 1} ${reason}`] : [],
    );
  });
}

function filesOf(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(room, file));
}

describe('money arithmetic', () => {
  it('uses no number in the rooms that handle money', () => {
    const files = ROOMS.flatMap(filesOf);
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap((file) => findings(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    'const total = parseFloat(text);',
    'return (value / 100).toFixed(2);',
    'const cost = Number(row.costUsd);',
    'const cents = Math.round(costUsd * 100);',
    'function bill(costUsd: number) {',
    'const half = price * 0.5;',
    'const value = +priceUsd;',
  ])('would refuse %s', (code) => {
    expect(findings('example.ts', code)).not.toEqual([]);
  });

  it.each([
    'const total = cost + price * quantity;',
    'const doubled = price * 2n;',
    '// Number(costUsd) would round here',
    'const at = Number(text.slice(0, 4));',
  ])('allows %s', (code) => {
    expect(findings('example.ts', code)).toEqual([]);
  });
});
