import * as z from 'zod/mini';
import { feedAddress } from './feed-address.ts';
import { RATE_FEED_DEFAULTS } from './setting-defaults.ts';

/** Where a stage takes exchange rates from, and how far they may move by themselves. */
export const rateFeedSchema = z.strictObject({
  /** Address of the newest rates: the ECB's XML, or JSON with base, date and rates. */
  url: feedAddress,
  /** The currencies that are kept. */
  currencies: z
    .array(
      z.string().check(z.regex(/^(?!USD)[A-Z]{3}$/, 'must be an ISO 4217 code such as "EUR", and not USD')),
    )
    .check(z.minLength(1), z.maxLength(30)),
  /** A rate that moves by more since the last one is not kept until an admin accepts it. */
  holdAbovePercent: z._default(
    z.number().check(z.positive(), z.lte(1000)),
    RATE_FEED_DEFAULTS.holdAbovePercent,
  ),
  /** Who publishes the rates; absent: the host of the address, and the ECB by its name. */
  source: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});

export type RateFeed = z.infer<typeof rateFeedSchema>;

/** How the ECB's rates are named as a source. */
export const ECB_SOURCE = 'ECB euro foreign exchange reference rates';

/** Who published the rates of a feed, as answers say it. */
export function feedSource({ url, source }: Pick<RateFeed, 'url' | 'source'>): string {
  if (source !== undefined) return source;
  const { hostname } = new URL(url);
  return hostname === 'ecb.europa.eu' || hostname.endsWith('.ecb.europa.eu') ? ECB_SOURCE : hostname;
}
