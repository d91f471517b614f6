import { CATALOGUE, CATALOGUE_VERSION, GENERATED } from '../../prices/price-data.ts';
import type { ModelIndex } from './model-index.ts';
import { openPrices, type PackedPrices } from './packed-prices.ts';

/** The prices that come with the deployment. */
export const BUILT_IN_PRICES: PackedPrices = {
  version: CATALOGUE_VERSION,
  publishedAt: CATALOGUE.observedAt > GENERATED.observedAt ? CATALOGUE.observedAt : GENERATED.observedAt,
  catalogue: CATALOGUE,
  models: GENERATED,
};

/** The same, ready to be asked. */
export const builtInPrices = openPrices(BUILT_IN_PRICES);

/** The models of the bundled price data; a provider is indexed when it is first asked for. */
export const catalogueIndex: ModelIndex = builtInPrices.index;
