import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ONE, picoUnits } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { ModelIndex } from '../../../core/pricing/model-index.ts';
import { canonicalProvider } from '../../../core/pricing/provider-names.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';

const index = new ModelIndex([
  { file: CATALOGUE, layer: 'catalogue' },
  { file: GENERATED, layer: 'generated' },
]);
const book = createPriceBook();
const at = Date.parse('2026-11-21T12:00:00Z');

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SUCCESSORS =
  '-5 .5 -6 .1 .2 -2 -lite -pro -mini -nano -ultra -fast -cyber -next -max -plus -turbo -flash -high -air -xl -thinking -code -v2 -v3:0 s x -8b -latest -preview -exp'.split(
    ' ',
  );
/** Ends that belong to an id and not to its product: a successor is named without them. */
const END_OF_ID = /(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2}|-latest|-preview|-v\d(?::\d+)?|:\d+)+$/;
/** Whatever is there is the name of one's own fine-tune. */
const FINE_TUNE = /^ft:|\.ft-/;

interface Successor {
  readonly provider: string;
  readonly model: string;
  /** Units that its predecessor has a price of. */
  readonly units: readonly string[];
}

/** Names that no catalogue has: those of the catalogue with the ends that makers give their next products. */
function madeUp(): Successor[] {
  const next = numbers(20_261_129);
  const made = new Map<string, Successor>();
  for (const provider of index.providers()) {
    for (const name of index.namesOf(provider)) {
      if (FINE_TUNE.test(name)) continue;
      const own = index.find(provider, name)?.entries ?? [];
      const targets = own.flatMap(({ entry }) => (entry.pointsTo ?? []).map((step) => step.model));
      const entries = [...own, ...targets.flatMap((model) => index.find(provider, model)?.entries ?? [])];
      const units = entries.flatMap(({ entry }) =>
        (entry.prices ?? []).flatMap(({ usd }) => Object.keys(usd)),
      );
      const base = next() < 0.5 ? name : name.replace(END_OF_ID, '');
      const ends = [0, 1, 2, 3, 4, 5].map(
        () => SUCCESSORS[Math.floor(next() * SUCCESSORS.length)] ?? '-next',
      );
      for (const end of ends) {
        const model = `${base}${end}`;
        if (!isListed(provider, model)) made.set(`${provider}\n${model}`, { provider, model, units });
      }
    }
  }
  return [...made.values()];
}

/** A real name, of this provider or of one it resells, or one that its provider prices whatever it is. */
function isListed(provider: string, model: string): boolean {
  const by = index.find(provider, model)?.by;
  return by === 'name' || by === 'reseller' || by === 'routed name' || by === 'documented';
}

describe('the name of a product that is not out yet', () => {
  const successors = madeUp();

  it('is made up of every provider, some thousands of times', () => {
    expect(successors.length).toBeGreaterThan(3000);
    const withModels = index.providers().filter((provider) => [...index.namesOf(provider)].length > 0);
    // Temporal prices every name, as its documentation says: see the rules below.
    withModels.splice(withModels.indexOf('temporal'), 1);
    expect(new Set(successors.map(({ provider }) => provider))).toEqual(new Set(withModels));
    expect(successors.every(({ units }) => units.length > 0)).toBe(true);
  });

  it('never has the price of its predecessor', () => {
    const priced = successors.filter(({ provider, model, units }) => {
      const usage = Object.fromEntries(units.map((unit) => [unit, picoUnits(1000n * ONE)]));
      return book.price({ provider, model, attributes: {}, usage, at }).status === 'priced';
    });
    expect(priced.map(({ provider, model }) => `${provider} ${model}`)).toEqual([]);
  });

  it.each([
    ['anthropic', 'claude-sonnet-5-6'],
    ['anthropic', 'claude-haiku-4-5-fast'],
    ['google', 'gemini-3.8-flash-lite'],
    ['google', 'gemini-3.8-flash-cyber'],
    ['bedrock', 'us.anthropic.claude-sonnet-5-6-v1:0'],
    ['bedrock', 'amazon.nova-lite-v2:0'],
    ['openai', 'gpt-4.5-preview-mini'],
    ['deepseek', 'deepseek-chat-v4'],
    ['openrouter', 'anthropic/claude-sonnet-5-6'],
    ['azure', 'o4-mini-next'],
    ['openai', 'gpt-4o-2024-18-06'],
    ['anthropic', 'claude-3-opus-20240231'],
    ['openai', 'gpt-4o-2024-0806'],
    ['vertex_ai', 'publishers/anthropic/models/claude-opus-4-6-fast@20260203'],
  ])('%s %s is unknown', (provider, model) => {
    expect(index.find(canonicalProvider(provider), model)).toBeUndefined();
  });
});

describe('a rule that prices every name that fits', () => {
  it('is known only where the provider says so, with its source', () => {
    const rules = index
      .providers()
      .flatMap((provider) => index.entriesOf(provider))
      .filter(({ entry }) => entry.sameForAll !== undefined);
    expect(rules.map(({ provider, entry }) => [provider, entry.id, entry.sameForAll])).toEqual([
      ['temporal', 'any-storage', 's43'],
    ]);
  });
});

describe('the names that were priced before rules stopped to price', () => {
  const before = JSON.parse(
    readFileSync(new URL('names-priced-before.json', import.meta.url), 'utf8'),
  ) as Record<string, Record<string, string[]>>;

  it.each(Object.entries(before))('of %s are the same models today', (provider, models) => {
    const wrong = Object.entries(models).flatMap(([sku, names]) =>
      names.filter((name) => !index.find(provider, name)?.entries.some(({ entry }) => entry.id === sku)),
    );
    expect(wrong).toEqual([]);
    expect(Object.values(models).flat().length).toBeGreaterThan(0);
  });
});

describe('how a name was found', () => {
  it.each([
    ['openai', 'gpt-4.1-mini', 'name'],
    ['openai', 'gpt-4.1-mini-2031-01-01', 'dated id'],
    ['openai', 'openai/gpt-4.1-mini', 'routed name'],
    ['azure', 'gpt-4.1-mini', 'reseller'],
    ['openai', 'ft:gpt-4.1-mini-2025-04-14:acme::abc', 'fine-tune'],
    ['openai', 'gpt-4o-mini-2024-07-18.ft-0123abcd', 'fine-tune'],
    ['bedrock', 'us.amazon.nova-lite-v1:0', 'name'],
    ['bedrock', 'amazon.nova-lite-v1:0:300k', 'dated id'],
    ['google', 'gemini-2.5-flash-001', 'dated id'],
    ['anthropic', 'claude-fable-5.1', 'name'],
    ['temporal', 'a-namespace-of-ours', 'documented'],
  ])('%s %s: by %s', (provider, model, by) => {
    expect(index.find(provider, model)?.by).toBe(by);
  });
});
