import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../core/money/decimal.ts';
import {
  explainPrices,
  type ExplainedModel,
  namePartsByEntry,
  type NameKnowledge,
  partsWithoutLine,
  readUnpriced,
} from '../../../core/spend/read-unpriced.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAYS = { from: aDay('2026-11-01'), to: aDay('2026-11-30') };
const OF_MODELS = {
  identify: (_: string, model: string) =>
    model.startsWith('gpt-4o') ? { model: 'gpt-4o', by: model === 'gpt-4o' ? 'name' : 'dated' } : undefined,
  suggest: (_: string, model: string) => [{ model: `like ${model}` }],
  otherProviders: (_: string, model: string) => [`other of ${model}`],
  partsWithoutPrice: (_: string, __: string, parts: Iterable<string>) =>
    [...parts].filter((part) => part !== 'input_tokens'),
  attributesAskedFor: () => [],
  pricedParts: () => ['input_tokens'],
} as unknown as NameKnowledge;

const usageOf = (...units: string[]) => ({
  usage: Object.fromEntries(units.map((unit) => [unit, parseQuantity('1')])),
});
const unpriced = (model: string, ...units: string[]) => ({
  model,
  status: 'unpriced' as const,
  ...usageOf(...units),
});

const ENTRIES = [
  entryAt('2026-11-02T10:00:00Z', unpriced('mystery', 'input_tokens')),
  entryAt('2026-11-05T10:00:00Z', unpriced('mystery', 'output_tokens')),
  entryAt('2026-11-04T10:00:00Z', unpriced('other', 'input_tokens')),
  entryAt('2026-11-04T11:00:00Z', { ...usageOf('input_tokens'), model: 'other' }),
  entryAt('2026-11-04T12:00:00Z', { ...usageOf('input_tokens'), model: 'gpt-4o' }),
  entryAt('2026-11-04T13:00:00Z', { ...usageOf('input_tokens'), model: 'gpt-4o-2024-08-06' }),
  entryAt('2026-11-05T13:00:00Z', { ...usageOf('input_tokens'), model: 'gpt-4o-2024-08-06' }),
  entryAt('2026-11-05T14:00:00Z', unpriced('gpt-4o-2099-01-01', 'images')),
];
const CONTEXT = memorySpend(ENTRIES, { now: NOW });

describe('what waits for a price', () => {
  it('is named with its days and events, the most first', async () => {
    expect(await readUnpriced(DAYS, CONTEXT.totals)).toEqual([
      {
        provider: 'openai',
        service: 'llm',
        model: 'mystery',
        events: 2,
        firstDay: '2026-11-02',
        lastDay: '2026-11-05',
        days: ['2026-11-02', '2026-11-05'],
      },
      expect.objectContaining({ model: 'other', events: 1, firstDay: '2026-11-04', lastDay: '2026-11-04' }),
      expect.objectContaining({ model: 'gpt-4o-2099-01-01', events: 1 }),
    ]);
    expect(await readUnpriced({ from: aDay('2026-11-06'), to: aDay('2026-11-30') }, CONTEXT.totals)).toEqual(
      [],
    );
  });

  it('is explained: parts without a price, and like names of what is not known', async () => {
    const found = await explainPrices(DAYS, CONTEXT.totals, OF_MODELS, 'UTC');
    expect(found.unpriced).toMatchObject([
      {
        model: 'mystery',
        units: ['output_tokens'],
        parts: ['input_tokens', 'output_tokens'],
        suggestions: [{ model: 'like mystery' }],
        otherProviders: ['other of mystery'],
      },
      { model: 'other', units: [], parts: ['input_tokens'] },
      { model: 'gpt-4o-2099-01-01', units: ['images'], suggestions: [] },
    ]);
    // A model by its listed name is no news, and one without a priced event is none yet.
    expect(found.byRule).toEqual([
      {
        provider: 'openai',
        service: 'llm',
        model: 'gpt-4o-2024-08-06',
        pricedAs: 'gpt-4o',
        by: 'dated',
        events: 2,
      },
    ]);
  });

  it('has suggestions for the hundred that most events wait for', async () => {
    const many = Array.from({ length: 101 }, (_, index) =>
      entryAt('2026-11-02T10:00:00Z', { ...unpriced(`model-${index}`, 'images'), id: `${index}` }),
    );
    const found = await explainPrices(DAYS, memorySpend(many, { now: NOW }).totals, OF_MODELS, 'UTC');
    const have = (name: 'suggestions' | 'otherProviders') =>
      found.unpriced.filter((model) => model[name].length > 0);
    expect([found.unpriced.length, have('suggestions').length, have('otherProviders').length]).toEqual([
      101, 100, 100,
    ]);
  });
});

const line = (unit: string) => ({ unit }) as Entry['lines'][number];

describe('the parts of an entry without a line', () => {
  it.each([
    ['those that lack one', ['input_tokens', 'images'], ['input_tokens'], ['images']],
    ['none that only describe, beside billed ones', ['images', 'duration_ms'], [], ['images']],
    [
      'none that only describe, where others have lines',
      ['input_tokens', 'duration_ms'],
      ['input_tokens'],
      [],
    ],
    ['those that describe, where there is nothing else', ['duration_ms'], [], ['duration_ms']],
  ])('are %s', (_, units, lines, expected) => {
    expect(partsWithoutLine(anEntry({ ...usageOf(...units), lines: lines.map(line) }))).toEqual(expected);
  });

  it('leave out what was none', () => {
    const usage = { images: parseQuantity('0'), seconds: parseQuantity('2') };
    expect(partsWithoutLine(anEntry({ usage, lines: [] }))).toEqual(['seconds']);
  });
});

const model = (name: string, units: string[] = [], parts = ['input_tokens']): ExplainedModel => ({
  provider: 'openai',
  service: 'llm',
  model: name,
  events: 1,
  firstDay: aDay('2026-11-04'),
  lastDay: aDay('2026-11-05'),
  days: [],
  units,
  parts,
  attributes: [],
  pricedUnits: [],
  suggestions: [],
  otherProviders: [],
});

const unitsOf = async (models: readonly ExplainedModel[], context = CONTEXT) =>
  (await namePartsByEntry(models, context)).map(({ units }) => units);

describe('parts that no total knows', () => {
  it('are named off the newest entry of the model’s last day; where there is none, each may be', async () => {
    const lost = unpriced('lost', 'furlongs');
    const context = memorySpend(
      [
        entryAt('2026-11-05T00:00:00Z', { ...lost, id: 'first' }),
        entryAt('2026-11-05T23:59:59.999Z', { ...unpriced('lost', 'zebras', 'acres'), id: 'newest' }),
        entryAt('2026-11-06T00:00:00Z', { ...unpriced('lost', 'later'), id: 'later' }),
        entryAt('2026-11-05T12:00:00Z', { ...unpriced('first-of-day', 'furlongs'), id: 'x' }),
      ],
      { now: NOW },
    );
    const models = [model('lost'), model('known', ['images']), model('never'), model('first-of-day')];
    expect(await unitsOf(models, context)).toEqual([
      ['acres', 'zebras'],
      ['images'],
      ['input_tokens'],
      ['furlongs'],
    ]);
  });

  it('are asked for of ten models', async () => {
    const models = Array.from({ length: 11 }, (_, index) => model(`m${index}`));
    const entries = models.map(({ model: name }, index) =>
      entryAt('2026-11-05T10:00:00Z', { ...unpriced(name, 'furlongs'), id: `${index}` }),
    );
    const units = await unitsOf([model('known', ['images']), ...models], memorySpend(entries, { now: NOW }));
    expect(units).toEqual([['images'], ...models.slice(1).map(() => ['furlongs']), ['input_tokens']]);
  });

  it('are looked for behind a page of newer entries of others', async () => {
    const others = Array.from({ length: 1001 }, (_, index) =>
      entryAt('2026-11-05T10:00:00Z', { ...usageOf('input_tokens'), id: `o${index}` }),
    );
    const sought = entryAt('2026-11-05T00:00:00Z', unpriced('lost', 'furlongs'));
    expect(await unitsOf([model('lost')], memorySpend([sought, ...others], { now: NOW }))).toEqual([
      ['furlongs'],
    ]);
  });
});
