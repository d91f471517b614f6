import { describe, expect, it } from 'vitest';
import type { PriceEntry } from '../../../core/pricing/price-file.ts';
import { packEntries, ProviderEntries } from '../../../core/pricing/provider-entries.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';

const FILE = { source: 'test', observedAt: '2026-11-29' };

function entriesOf(texts: readonly string[]): ProviderEntries {
  return new ProviderEntries(
    texts.map((text) => ({ file: FILE, layer: 'catalogue', provider: 'acme', text })),
  );
}

function ids(entries: ProviderEntries, name: string): string[] {
  return entries.named(name).map(({ entry }) => entry.id);
}

const ENTRIES: readonly PriceEntry[] = [
  { id: 'one', names: ['uno', 'a "quoted" \\ name,\nof two lines'] },
  { id: 'two', rules: ['^uno', '^zwei'] },
  { id: 'one', layer: 'curated' },
  { id: 'all', family: true, names: ['one'], rules: ['^'] },
  { id: 'page', rules: ['^page-'], sameForAll: 'a-page' },
];

describe.each([
  ['on a line each', packEntries(ENTRIES)],
  ['on one line, as packs of earlier releases', JSON.stringify(ENTRIES)],
])('entries %s', (_how, text) => {
  it('are found by id and name, by a spelled rule only where nothing lists the name, and never as a family', () => {
    const entries = entriesOf([text]);
    expect(ids(entries, 'one')).toEqual(['one', 'one']);
    expect(ids(entries, 'uno')).toEqual(['one']);
    expect(ids(entries, 'a "quoted" \\ name,\nof two lines')).toEqual(['one']);
    expect(ids(entries, 'zwei')).toEqual(['two']);
    expect(['un', 'all', 'layer', 'curated', '"one"', ''].flatMap((name) => ids(entries, name))).toEqual([]);
    expect(entries.families.map(({ entry }) => entry.id)).toEqual(['all']);
    expect(entries.documented.map(({ entry }) => entry.id)).toEqual(['page']);
    expect(entries.all().map(({ entry }) => entry)).toEqual(ENTRIES);
  });

  it('are the same entries each time, in the order of the files', () => {
    const entries = entriesOf([text, packEntries([{ id: 'uno' }])]);
    expect(ids(entries, 'uno')).toEqual(['one', 'uno']);
    expect(entries.named('uno')[0]).toBe(entries.named('one')[0]);
  });
});

it('finds the same by search as by the table that many searches are answered from', () => {
  const files = [CATALOGUE, GENERATED].flatMap(({ providers }) => Object.entries(providers));
  for (const [provider, texts] of Map.groupBy(files, ([name]) => name)) {
    const listed = texts.map(([, text]) => text);
    const table = entriesOf(listed);
    const names = [...table.names()];
    expect(names.length).toBeGreaterThan(0);
    for (let start = 0; start < names.length; start += 16) {
      const some = names.slice(start, start + 16);
      const searched = entriesOf(listed);
      expect([provider, some.map((name) => ids(searched, name))]).toEqual([
        provider,
        some.map((name) => ids(table, name)),
      ]);
    }
  }
});

it('reads no entry for a name but those that may have it, and rules only where they may spell it', () => {
  const broken = '{"id":"two","rules":["^zwei-"],}';
  const entries = entriesOf([packEntries(ENTRIES).replace(JSON.stringify(ENTRIES[1]), broken)]);
  expect(ids(entries, 'one')).toEqual(['one', 'one']);
  expect(ids(entries, 'drei')).toEqual([]);
  expect(() => ids(entries, 'zwei')).toThrow(SyntaxError);
});

it('reads a text of no entries, and refuses one that is no JSON', () => {
  expect(ids(entriesOf(['[]', packEntries([])]), 'one')).toEqual([]);
  expect(() => entriesOf(['[{"id":'])).toThrow(SyntaxError);
});
