import * as z from 'zod';
import { RATE_FEED_DEFAULTS } from '../contracts/setting-defaults.ts';

/** Where a stage takes exchange rates from by itself; the same fields as the functions read. */
export const rateFeedSchema = z.strictObject({
  /**
   * Address of the newest rates, looked at every six hours: the ECB's eurofxref-daily.xml, or JSON with a base, a day
   * and rates as Frankfurter and others answer it. It is in the template, so it must hold no secret.
   */
  url: z.url('must be an address'),
  /** ISO 4217 codes of the currencies to keep, at most 30. */
  currencies: z
    .array(z.string().regex(/^[A-Z]{3}$/, 'must be ISO 4217 codes such as "EUR"'))
    .min(1)
    .max(30),
  /** A rate that moves by more percent since the last one waits for an administrator. Default: 10. */
  holdAbovePercent: z.number().positive().max(1000).default(RATE_FEED_DEFAULTS.holdAbovePercent),
  /** Who publishes the rates, as answers name it. Default: the host of the address, and the ECB by its name. */
  source: z.string().min(1).max(200).optional(),
});
