import { describe, expect, it } from 'vitest';
import { unpackProviders } from '../../../core/pricing/unpack-providers.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';
import { packPriceFile } from '../../../core/pricing/packed-prices.ts';
import catalogue from '../../../prices/catalogue.json' with { type: 'json' };
import llm from '../../../prices/llm.json' with { type: 'json' };
import type { PriceFile } from '../../../core/pricing/price-file.ts';
import { packText } from '../../../scripts/prices/pack-text.ts';

describe('packed entries of providers', () => {
  it('are unpacked when they are read, each by itself', () => {
    const providers = unpackProviders(() => ({
      openai: packText('[{"id":"o1"}]'),
      other: 'not packed',
    }));
    expect(Object.keys(providers)).toEqual(['openai', 'other']);
    expect(Object.hasOwn(providers, 'openai')).toBe(true);
    expect(providers['openai']).toBe('[{"id":"o1"}]');
    expect(providers['openai']).toBe('[{"id":"o1"}]');
    expect(() => providers['other']).toThrow('run npm run prices:sync');
  });

  it('are those of the files of prices', () => {
    expect({ ...CATALOGUE.providers }).toEqual(packPriceFile(catalogue as unknown as PriceFile).providers);
    expect({ ...GENERATED.providers }).toEqual(packPriceFile(llm as unknown as PriceFile).providers);
  });
});
