import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';

/** The price data of this version, for the stage's region. */
export function catalogueSource({ defaultRegion }: { readonly defaultRegion: string }): {
  current(): Promise<CataloguePriceBook>;
} {
  const book = createPriceBook({ defaultRegion });
  return { current: () => Promise.resolve(book) };
}
