import * as z from 'zod/mini';
import { PRICE_FEED_DEFAULTS } from './setting-defaults.ts';

/** How many percent of the last seven days a price may move by itself, where nobody says otherwise. */
export const DEFAULT_HOLD_PERCENT = PRICE_FEED_DEFAULTS.holdAbovePercent;

/** Prices of one's own that change what held are replayed before they count. */
export const priceCanarySchema = z.strictObject({
  /** What moves the spend of the last seven days by more waits for an administrator. */
  holdAbovePercent: z._default(z.number().check(z.nonnegative(), z.lte(1000)), DEFAULT_HOLD_PERCENT),
});
