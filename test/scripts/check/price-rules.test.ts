import { describe, expect, it } from 'vitest';
import type { PriceEntry } from '../../../core/pricing/price-file.ts';
import { checkPrices, priceFindings } from '../../../scripts/check/price-rules.ts';

const SOURCES = { page: 'https://example.com/pricing' };
const ORIGIN = { source: 'page', observedAt: '2026-11-29' };

function complaints(entry: PriceEntry, whole: { source?: string; observedAt?: string } = {}): string[] {
  return priceFindings('prices/catalogue.json', { providers: { acme: [entry] } }, SOURCES, whole).map(
    ({ what }) => what,
  );
}

describe('the check of prices', () => {
  it('finds nothing in the files of today', () => {
    expect(checkPrices()).toEqual([]);
  });

  it('complains of a price without source, and of one without a day', () => {
    const usd = { input_tokens: '1' };
    expect(complaints({ id: 'm', prices: [{ usd, observedAt: '2026-11-29' }] })).toEqual([
      'acme m: price of input_tokens has no source',
    ]);
    expect(complaints({ id: 'm', prices: [{ usd, source: 'page' }] })).toEqual([
      'acme m: price of input_tokens has no day on which its source said so',
    ]);
    expect(complaints({ id: 'm', prices: [{ usd, source: 'page', observedAt: '2026-13-29' }] })).toEqual([
      'acme m: price of input_tokens has no day on which its source said so',
    ]);
  });

  it('complains of a source that nobody knows, and takes the address of one', () => {
    const price = { usd: { images: '0.04' }, observedAt: '2026-11-29' };
    expect(complaints({ id: 'm', prices: [{ ...price, source: 'pag' }] })).toEqual([
      'acme m: price of images has the source "pag", which prices/sources.json does not have',
    ]);
    expect(complaints({ id: 'm', prices: [{ ...price, source: 'https://example.com' }] })).toEqual([]);
  });

  it('looks at factors and steps of aliases too', () => {
    const entry: PriceEntry = {
      id: 'm',
      factors: [{ attributes: { service_tier: 'batch' }, times: '0.5', source: 'page' }],
      pointsTo: [{ model: 'n', source: 'gone', observedAt: '2026-11-29' }],
    };
    expect(complaints(entry)).toEqual([
      'acme m: factor 0.5 has no day on which its source said so',
      'acme m: alias of n has the source "gone", which prices/sources.json does not have',
    ]);
  });

  it('takes the origin of the entry, or of the whole file where that says one', () => {
    const prices = [{ usd: { images: '0.04' } }];
    expect(complaints({ id: 'm', ...ORIGIN, prices })).toEqual([]);
    expect(complaints({ id: 'm', prices }, ORIGIN)).toEqual([]);
    expect(complaints({ id: 'm', prices })).toHaveLength(2);
  });

  it('complains of a price that is no decimal text', () => {
    expect(complaints({ id: 'm', ...ORIGIN, prices: [{ usd: { images: ['0.04', '1e-7'] } }] })).toEqual([
      'acme m: price of images is "1e-7", no decimal text',
    ]);
  });
});
