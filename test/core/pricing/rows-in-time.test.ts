import { describe, expect, it } from 'vitest';
import { ModelIndex } from '../../../core/pricing/model-index.ts';
import type { PriceEntry } from '../../../core/pricing/price-file.ts';
import { chargedRegions, rowsInTime } from '../../../core/pricing/rows-in-time.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';

const SOURCE = { source: 's', observedAt: '2026-11-29' };

function indexOf(entries: readonly PriceEntry[]): ModelIndex {
  return new ModelIndex([
    { file: { ...SOURCE, providers: { acme: JSON.stringify(entries) } }, layer: 'catalogue' },
  ]);
}

function history(entries: readonly PriceEntry[], name: string) {
  const index = indexOf(entries);
  return rowsInTime(index, index.find('acme', name)?.entries ?? [])
    .map(({ unitPriceUsd, effectiveFrom, effectiveTo }) => [unitPriceUsd, effectiveFrom, effectiveTo])
    .toSorted((a, b) => (a[1] ?? '').localeCompare(b[1] ?? ''));
}

function model(id: string, usd: string, names: readonly string[] = []): PriceEntry {
  return { id, names, prices: [{ usd: { input_tokens: usd } }] };
}

describe('a name that means other models by time', () => {
  const moving: PriceEntry = {
    id: 'moves',
    names: ['latest'],
    pointsTo: [
      { model: 'b', from: '2026-03-01', to: '2026-06-01T12:00:00Z', ...SOURCE },
      { model: 'c', from: '2026-06-01T12:00:00Z', ...SOURCE },
    ],
  };
  const models = [model('a', '1', ['latest']), model('b', '2'), model('c', '3'), moving];

  it('has its own prices before, and each model’s in its time', () => {
    expect(history(models, 'latest')).toEqual([
      ['1', null, '2026-03-01'],
      ['2', '2026-03-01', '2026-06-01T12:00:00Z'],
      ['3', '2026-06-01T12:00:00Z', null],
    ]);
  });

  it('leaves the models themselves as they are, and their rows their ids', () => {
    expect(history(models, 'b')).toEqual([['2', null, null]]);
    const index = indexOf(models);
    const idsOf = (name: string) =>
      rowsInTime(index, index.find('acme', name)?.entries ?? []).map(({ id }) => id);
    expect(idsOf('latest')).toEqual(expect.arrayContaining([...idsOf('a'), ...idsOf('b'), ...idsOf('c')]));
  });

  it('keeps the ends that a model’s own prices have', () => {
    const changed = {
      id: 'b',
      prices: [
        { to: '2026-04-01', usd: { input_tokens: '2' } },
        { from: '2026-04-01', usd: { input_tokens: '4' } },
      ],
    };
    expect(
      history([changed, { ...moving, pointsTo: [{ model: 'b', from: '2026-03-01', ...SOURCE }] }], 'latest'),
    ).toEqual([
      ['2', '2026-03-01', '2026-04-01'],
      ['4', '2026-04-01', null],
    ]);
  });

  it('has no price where a step leads nowhere else and before the first step', () => {
    const only: PriceEntry = {
      id: 'only',
      pointsTo: [{ model: 'a', from: '2026-03-01', to: '2026-04-01', ...SOURCE }],
    };
    expect(history([model('a', '1'), only], 'only')).toEqual([['1', '2026-03-01', '2026-04-01']]);
  });

  it('throws on a model that is not there, and on a circle', () => {
    const lost: PriceEntry = { id: 'x', pointsTo: [{ model: 'gone', ...SOURCE }] };
    expect(() => history([lost], 'x')).toThrow('names no model');
    const circle: PriceEntry = { id: 'x', pointsTo: [{ model: 'x', ...SOURCE }] };
    expect(() => history([circle], 'x')).toThrow('leads to too many others');
  });
});

describe('the aliases of the catalogue', () => {
  const index = new ModelIndex([
    { file: CATALOGUE, layer: 'catalogue' },
    { file: GENERATED, layer: 'generated' },
  ]);
  const aliases = index
    .providers()
    .flatMap((provider) => index.entriesOf(provider))
    .filter(({ entry }) => entry.pointsTo);

  it('lead to models that are there, in steps that follow one another', () => {
    expect(aliases.length).toBeGreaterThan(3);
    for (const { provider, entry } of aliases) {
      for (const name of entry.names ?? []) {
        expect(rowsInTime(index, index.find(provider, name)?.entries ?? []).length).toBeGreaterThan(0);
      }
      const steps = entry.pointsTo ?? [];
      for (const [i, step] of steps.slice(1).entries()) expect(step.from).toBe(steps[i]?.to);
    }
  });
});

it('the rows of one part are those that all rows of the model have of it, for every model of the catalogue', () => {
  const index = new ModelIndex([
    { file: CATALOGUE, layer: 'catalogue' },
    { file: GENERATED, layer: 'generated' },
  ]);
  for (const provider of index.providers()) {
    for (const { entry } of index.entriesOf(provider).filter((one) => !one.entry.family)) {
      const entries = index.find(provider, entry.id)?.entries ?? [];
      const all = rowsInTime(index, entries);
      const byPart = Map.groupBy(all, ({ unit }) => unit);
      const made = [...byPart.keys()].map((part) => [part, rowsInTime(index, entries, part)]);
      expect([provider, entry.id, new Map(made as [])]).toEqual([provider, entry.id, byPart]);
      const charged = all.flatMap(({ derived, region }) => (derived && region ? region.split('|') : []));
      const geographies = new Set(charged.filter((region) => !/\d/.test(region)));
      expect(geographies.difference(new Set(chargedRegions(index, entries)))).toEqual(new Set());
    }
  }
});

it('makes a part that costs what a part costs that costs what another does', () => {
  const index = new ModelIndex([
    {
      file: {
        ...SOURCE,
        providers: {
          acme: JSON.stringify([
            { id: 'm', prices: [{ usd: { input_tokens: '1' } }] },
            { id: 'one', family: true, rules: ['^'], same: { input_image_tokens: 'input_tokens' } },
            { id: 'two', family: true, rules: ['^'], same: { input_video_tokens: 'input_image_tokens' } },
          ]),
        },
      },
      layer: 'catalogue',
    },
  ]);
  const rows = rowsInTime(index, index.find('acme', 'm')?.entries ?? [], 'input_video_tokens');
  expect(rows.map(({ unit, unitPriceUsd }) => [unit, unitPriceUsd])).toEqual([['input_video_tokens', '1']]);
});
