import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { Cache } from '../../core/cache.ts';
import type { PackStore } from '../../core/price-packs/pack-record.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { builtInPrices } from '../../core/pricing/catalogue-index.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { nameModelsBy } from '../../core/pricing/model-identity.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';
import { openPrices, type PriceData } from '../../core/pricing/packed-prices.ts';

const BOOK = 'book';

/**
 * The price data in force, a pack's where the stage takes packs and one is, under the stage's prices and the stored
 * overrides and aliases. `current` reads the overrides' version, one read unit, and the rest only when it moved: what
 * is recorded after an override was stored, or a pack applied, is priced by it. `last` reads nothing once something
 * is known, for callers who read the version along with other things.
 */
export function overrideSource(
  settings: Pick<LedgerSettings, 'defaultRegion' | 'priceFeed' | 'priceOverrides'>,
  store: Pick<OverrideStore, 'aliases' | 'load' | 'version'>,
  packs: Pick<PackStore, 'inForce' | 'content'>,
): {
  current(): Promise<CataloguePriceBook>;
  last(): Promise<VersionedBook>;
  bookWith(overrides: readonly PriceRow[]): Promise<CataloguePriceBook>;
  ofSettings(): Promise<PriceRow[]>;
} {
  const { defaultRegion } = settings;
  const ownRows = (data: PriceData) =>
    settings.priceOverrides.length === 0
      ? []
      : overridesOfSettings(settings.priceOverrides, createPriceBook({ defaultRegion, data }));
  const cache = new Cache<VersionedBook>(1);
  const contents = new Cache<PriceData>(2);
  const readData = async (): Promise<PriceData> => {
    if (!settings.priceFeed) return builtInPrices;
    const { content } = await packs.inForce();
    if (content === null) return builtInPrices;
    return contents.read(content, {}, async () => openPrices(await packs.content(content)));
  };
  const read = async () => {
    const version = await store.version();
    return cache.read(BOOK, { version }, async () => {
      const [stored, aliases, data] = await Promise.all([store.load(), store.aliases(), readData()]);
      nameModelsBy(data.index, aliases);
      const book = createPriceBook({
        defaultRegion,
        overrides: [...stored, ...ownRows(data)],
        aliases,
        data,
      });
      return { version, book };
    });
  };
  return {
    current: async () => (await read()).book,
    bookWith: async (overrides) => {
      const [aliases, data] = await Promise.all([store.aliases(), readData()]);
      return createPriceBook({ defaultRegion, overrides, aliases, data });
    },
    ofSettings: async () => ownRows(await readData()),
    last: async () => cache.find(BOOK) ?? (await read()),
  };
}

interface VersionedBook {
  readonly version: string;
  readonly book: CataloguePriceBook;
}
