import { builtInPrices } from './catalogue-index.ts';
import { CataloguePriceBook } from './catalogue-price-book.ts';
import { ModelPriceCache } from './model-prices.ts';
import type { PriceData } from './packed-prices.ts';
import type { PriceAlias } from './price-alias.ts';
import type { PriceRow } from './price-row.ts';
import { shortHash } from './short-hash.ts';

/** What a price book is made of beside the files of prices/. */
export interface PriceBookOptions {
  /** Price data in the place of what came with the deployment. */
  readonly data?: Pick<PriceData, 'version' | 'index'>;
  /** Further rows of the catalogue layer, such as an imported price list. */
  readonly rows?: readonly PriceRow[];
  /** Rows of the override layer, see override.ts. */
  readonly overrides?: readonly PriceRow[];
  /** Names that stand for other models, as admins stored them. */
  readonly aliases?: readonly PriceAlias[];
  /** Region of usage that names none; only rows of that region or of none can then price it. */
  readonly defaultRegion?: string;
}

/** A price book over the catalogue, further rows and overrides. Cheap: models are resolved when asked for. */
export function createPriceBook(options: PriceBookOptions = {}): CataloguePriceBook {
  const extra = [...(options.overrides ?? []), ...(options.rows ?? [])];
  const data = options.data ?? builtInPrices;
  const version =
    extra.length === 0
      ? data.version
      : `${data.version}+${shortHash(extra.map((row) => `${row.id}${row.effectiveTo}`).join()).slice(0, 6)}`;
  return new CataloguePriceBook(
    version,
    new ModelPriceCache(data.index, extra, options.aliases),
    options.defaultRegion ?? 'us-east-1',
  );
}

/** The catalogue alone. */
export function createCataloguePriceBook(): CataloguePriceBook {
  return createPriceBook();
}
