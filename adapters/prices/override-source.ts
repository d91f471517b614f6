import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';

/**
 * The price data of this version under the stage's prices and the stored overrides. `current` reads the
 * overrides' version, one read unit, and their rows only when it moved: what is recorded after an override
 * was stored is priced by it. `last` reads nothing once something is known, for callers who read the version
 * along with other things.
 */
export function overrideSource(
  settings: Pick<LedgerSettings, 'defaultRegion' | 'priceOverrides'>,
  store: Pick<OverrideStore, 'load' | 'version'>,
): { current(): Promise<CataloguePriceBook>; last(): Promise<VersionedBook> } {
  const own = overridesOfSettings(settings.priceOverrides);
  let known: VersionedBook | undefined;
  const read = async () => {
    const version = await store.version();
    if (known?.version !== version) {
      const overrides = [...(await store.load()), ...own];
      known = { version, book: createPriceBook({ defaultRegion: settings.defaultRegion, overrides }) };
    }
    return known;
  };
  return { current: async () => (await read()).book, last: async () => known ?? (await read()) };
}

interface VersionedBook {
  readonly version: string;
  readonly book: CataloguePriceBook;
}
