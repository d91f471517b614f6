import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { PriceBookSource } from '../../core/usage/usage-ports.ts';

/** The price data of this version, for the stage's region. */
export function catalogueSource({ defaultRegion }: { readonly defaultRegion: string }): PriceBookSource {
  const book = createPriceBook({ defaultRegion });
  return { current: () => Promise.resolve(book) };
}
