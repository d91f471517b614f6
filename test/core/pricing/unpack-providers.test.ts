import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackProviders } from '../../../core/pricing/unpack-providers.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';
import { packPriceFile } from '../../../core/pricing/packed-prices.ts';
import catalogue from '../../../prices/catalogue.json' with { type: 'json' };
import llm from '../../../prices/llm.json' with { type: 'json' };
import type { PriceFile } from '../../../core/pricing/price-file.ts';

const packed = (text: string) => brotliCompressSync(text).toString('base64');

describe('packed entries of providers', () => {
  it('are unpacked when they are read, each by itself', () => {
    const providers = unpackProviders({ openai: packed('[{"id":"é"}]'), other: 'not packed' });
    expect(Object.keys(providers)).toEqual(['openai', 'other']);
    expect(Object.hasOwn(providers, 'openai')).toBe(true);
    expect(providers['openai']).toBe('[{"id":"é"}]');
    expect(providers['openai']).toBe('[{"id":"é"}]');
    expect(() => providers['other']).toThrow('Decompression failed');
  });

  it('are those of the files of prices', () => {
    expect({ ...CATALOGUE.providers }).toEqual(packPriceFile(catalogue as unknown as PriceFile).providers);
    expect({ ...GENERATED.providers }).toEqual(packPriceFile(llm as unknown as PriceFile).providers);
  });
});
