import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENTITY, INDEX_PREFIX, PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import { readSources } from '../../scripts/check/read-sources.ts';

const LAYOUT = 'contracts/table-layout.ts';

/** Stored under one tag since before there was this table; told apart by their keys. */
const SHARED: readonly (readonly string[])[] = [
  ['closedMonth', 'dayFacts'],
  ['optimization', 'projection'],
];

/** Everything that may write a key or a tag of the table. */
const sources = readSources('adapters', 'bench', 'contracts', 'core', 'lambdas', 'lib', 'scripts').filter(
  ({ path }) => path !== LAYOUT,
);

function linesWith(pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
  );
}

describe('entity tags', () => {
  it('are one to a kind, but for those that are stored under one already', () => {
    const names = Map.groupBy(Object.entries(ENTITY), ([, tag]) => tag);
    const shared = [...names.values()].filter((list) => list.length > 1);
    expect(shared.map((list) => list.map(([name]) => name))).toEqual(SHARED);
  });

  it('are each in a row of docs/data-model.md, with the keys of what they are of', () => {
    const rows = readFileSync(join(import.meta.dirname, '../../docs/data-model.md'), 'utf8').split('\n');
    const first = rows.filter((row) => row.startsWith('|')).map((row) => row.split('|')[1] ?? '');
    const missing = Object.entries(ENTITY).filter(
      ([, tag]) => !first.some((cell) => cell.includes(`\`${tag}\``)),
    );
    expect(missing).toEqual([]);
  });

  it('are written by their names alone', () => {
    expect(linesWith(/\b_?TAG = '[A-Z]+'|\be: '[A-Z]+'|':(e|tag)': '[A-Z]+'/)).toEqual([]);
  });
});

describe('key prefixes', () => {
  it.each([
    ['the table', PREFIX],
    ['the day index', INDEX_PREFIX],
    ['sort keys', SORT_PREFIX],
  ])('of %s are unique, and none begins with another', (_name, prefixes) => {
    const all = Object.values<string>(prefixes);
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(all.filter((other) => other.startsWith(one))).toEqual([one]);
  });

  it('are written by their names alone', () => {
    const written = [...Object.values(PREFIX), ...Object.values(INDEX_PREFIX), ...Object.values(SORT_PREFIX)];
    expect(linesWith(new RegExp(`['"\`](?:${written.join('|')}|[A-Z]{1,3}#)`))).toEqual([]);
  });
});
