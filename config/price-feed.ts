import { WHOLE } from './whole-number.ts';
import * as z from 'zod';
import { PRICE_LISTS } from '../contracts/price-pack.ts';
import { PRICE_FEED_DEFAULTS } from '../contracts/setting-defaults.ts';

/** Where a stage takes price packs from; the same fields as the functions read. */
export const priceFeedSchema = z.strictObject({
  /** Addresses of the newest pack; each is asked, and the highest version that is sound counts. */
  urls: z.array(z.url('must be an address')).min(1).max(5),
  /** The Ed25519 key that packs are trusted by: PEM, or the base64 of its SPKI form. */
  publicKey: z.string().min(40, 'must be a PEM, or the base64 of an Ed25519 key').max(400),
  /** Minutes between two looks; with 1 three looks a minute. Default: 60. */
  everyMinutes: z.int(WHOLE).min(1).max(1440).default(PRICE_FEED_DEFAULTS.everyMinutes),
  /** Changes that move the spend of the last seven days by more percent wait for a click. Default: 5. */
  holdAbovePercent: z.number().nonnegative().max(1000).default(PRICE_FEED_DEFAULTS.holdAbovePercent),
  /** Published lists that a new pack is held against before it counts. Default: none. */
  secondSources: z
    .array(z.strictObject({ list: z.enum(PRICE_LISTS), url: z.url('must be an address') }))
    .max(5)
    .default([]),
  /** Take this version and no other. Default: the highest. */
  pinnedVersion: z.int(WHOLE).positive().optional(),
});

/** Prices of the stage's own that are replayed before they count. */
export const priceCanarySchema = z.strictObject({
  /** What moves the spend of the last seven days by more percent waits for an administrator. Default: 5. */
  holdAbovePercent: z.number().nonnegative().max(1000).default(PRICE_FEED_DEFAULTS.holdAbovePercent),
});
