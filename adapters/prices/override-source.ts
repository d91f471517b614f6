import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';

/**
 * The price data of this version under the stage's prices and the stored overrides. Every call reads the
 * overrides' version, one read unit, and their rows only when it moved: what is recorded after an override
 * was stored is priced by it.
 */
export function overrideSource(
  settings: Pick<LedgerSettings, 'defaultRegion' | 'priceOverrides'>,
  store: Pick<OverrideStore, 'load' | 'version'>,
): { current(): Promise<CataloguePriceBook> } {
  const own = overridesOfSettings(settings.priceOverrides);
  let known: { readonly version: string; readonly book: CataloguePriceBook } | undefined;
  return {
    current: async () => {
      const version = await store.version();
      if (known?.version !== version) {
        const overrides = [...(await store.load()), ...own];
        known = { version, book: createPriceBook({ defaultRegion: settings.defaultRegion, overrides }) };
      }
      return known.book;
    },
  };
}
