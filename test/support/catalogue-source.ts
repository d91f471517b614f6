import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';

/** The price data of this version, for the stage's region, under the stage's own prices. */
export function catalogueSource({
  defaultRegion,
  priceOverrides = [],
}: Pick<LedgerSettings, 'defaultRegion'> & Partial<Pick<LedgerSettings, 'priceOverrides'>>): {
  current(): Promise<CataloguePriceBook>;
  last(): Promise<{ book: CataloguePriceBook }>;
} {
  const overrides = overridesOfSettings(priceOverrides, createPriceBook({ defaultRegion }));
  const book = createPriceBook({ defaultRegion, overrides });
  return { current: () => Promise.resolve(book), last: () => Promise.resolve({ book }) };
}
