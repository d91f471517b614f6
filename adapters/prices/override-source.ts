import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { Cache } from '../../core/cache.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';

const BOOK = 'book';

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
  const cache = new Cache<VersionedBook>(1);
  const read = async () => {
    const version = await store.version();
    return cache.read(BOOK, { version }, async () => {
      const overrides = [...(await store.load()), ...own];
      return { version, book: createPriceBook({ defaultRegion: settings.defaultRegion, overrides }) };
    });
  };
  return { current: async () => (await read()).book, last: async () => cache.find(BOOK) ?? (await read()) };
}

interface VersionedBook {
  readonly version: string;
  readonly book: CataloguePriceBook;
}
