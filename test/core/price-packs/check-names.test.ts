import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../core/price-packs/check-names.ts';
import catalogue from '../../../prices/catalogue.json' with { type: 'json' };
import llm from '../../../prices/llm.json' with { type: 'json' };
import type { PriceEntry, PriceFile } from '../../../core/pricing/price-file.ts';

function wrongOf(entry: Partial<PriceEntry>, provider = 'openai'): string {
  return checkNames(provider, { id: 'm', ...entry }).join('; ');
}

function step(model: string, from?: string, to?: string) {
  const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return { model, ...span, source: 's', observedAt: '2026-11-30' };
}

describe('how an entry of a pack is found', () => {
  it('is right for every entry of the price data', () => {
    const wrong = [catalogue, llm].flatMap((file) =>
      Object.entries((file as unknown as PriceFile).providers).flatMap(([provider, entries]) =>
        entries.flatMap((entry) => checkNames(provider, entry)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['OpenAI', 'open-ai', 'x.ai', '__proto__', 'qwen'])(
    'is wrong at %s, which is asked for otherwise',
    (provider) => {
      expect(wrongOf({}, provider)).toMatch(/its provider is asked for as/);
    },
  );

  it.each(['~^(a+)+$', '~(a|a)*b', '~(x+x+)+y', '~^(\\d{1,9})*$'])(
    'is wrong by the rule %s, which may take too long',
    (rule) => {
      expect(wrongOf({ rules: ['^m', [rule]] })).toMatch(/repeats too much/);
    },
  );

  it('is wrong by a list of names to come', () => {
    const names = Array.from({ length: 501 }, (_, index) => `m-${index}`);
    expect(wrongOf({ names })).toBe('501 names are more than a model has');
    expect(wrongOf({ names: names.slice(1) })).toBe('');
  });

  it('is wrong where an alias stands for two models at once', () => {
    expect(wrongOf({ pointsTo: [step('b', '2026-02-01'), step('a', undefined, '2026-02-01')] })).toBe('');
    expect(wrongOf({ pointsTo: [step('a'), step('b')] })).toBe('it stands for a and b at the same time');
    expect(wrongOf({ pointsTo: [step('b', '2026-02-01'), step('a', undefined, '2026-02-02')] })).toMatch(
      /same time/,
    );
  });
});
