import * as z from 'zod/mini';
import { sentDay } from '../date-schemas.ts';
import { asOf, daySchema, decimalSchema, timeSchema } from './common.ts';

/** GET /exchange-rates?on=2026-10-31: the rates of a day; absent: the newest. */
export const ratesQuery = z.strictObject({ on: z.optional(sentDay) });

const rateSchema = z.object({
  currency: z.string(),
  /** Units for 1 USD. */
  rate: decimalSchema,
  date: daySchema,
  source: z.string(),
});

const refusedRateSchema = z.object({
  currency: z.string(),
  rate: z.nullable(decimalSchema),
  /** As the feed wrote it. */
  date: z.nullable(z.string()),
  reason: z.string(),
});

/** GET /exchange-rates: what amounts can be shown in, and what the last look at the feed found. */
export const ratesSchema = z.object({
  ...asOf,
  rates: z.array(rateSchema),
  /** Where rates come from by themselves; null where the stage names nothing. */
  feed: z.nullable(
    z.object({
      /** Host and path: what follows a question mark is not shown. */
      url: z.string(),
      currencies: z.array(z.string()),
      holdAbovePercent: z.number(),
    }),
  ),
  /** Null before the first. */
  lastLook: z.nullable(
    z.object({
      at: timeSchema,
      /** Currencies whose rate was new. */
      kept: z.array(z.string()),
      refused: z.array(refusedRateSchema),
      /** Why nothing could be read; null where something was. */
      failed: z.nullable(z.string()),
    }),
  ),
});

/** POST /exchange-rates/fetch: look now, and keep these currencies although they moved far. */
export const fetchRatesSchema = z.strictObject({
  accept: z._default(
    z
      .array(z.string().check(z.regex(/^[A-Z]{3}$/, 'must be ISO 4217 codes such as "EUR"')))
      .check(z.maxLength(30)),
    [],
  ),
});
