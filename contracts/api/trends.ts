import { INTERVALS } from '../report-vocabulary.ts';
import * as z from 'zod/mini';
import {
  asOf,
  countSchema,
  currencyQuery,
  decimalsByName,
  decimalSchema,
  rangeQuery,
  timeSchema,
} from './common.ts';
import { LIMITS } from '../message-limits.ts';
import { boundedText } from '../bounded-text.ts';
import { oneOfHelp } from '../one-of-help.ts';
import { scanned, spendFilterQuery } from './spend-filter-query.ts';

/** GET /trends: every point of the range in order, zeros included. */
export const trendsSchema = z.object({
  ...asOf,
  interval: z.enum(INTERVALS),
  dimension: z.nullable(z.string()),
  points: z.array(
    z.object({
      /** Begin of the hour, day, week or month. */
      at: timeSchema,
      /** Its name in the ledger's time zone: `2026-11-21T10`, `2026-11-21`, `2026-W47`, `2026-11`. */
      period: z.string(),
      totalUsd: decimalSchema,
      events: countSchema,
      /** Those of them without a price; null for an hour of a day that has some, which are counted by the day. */
      unpricedEvents: z.nullable(countSchema),
      by: decimalsByName,
    }),
  ),
  ...scanned,
});

/** The name of a dimension. */
export const dimensionSchema = boundedText(LIMITS.nameCharacters);

export const trendsQuery = z.strictObject({
  ...rangeQuery,
  ...currencyQuery,
  ...spendFilterQuery,
  interval: z.optional(z.enum(INTERVALS, { error: oneOfHelp(INTERVALS) })),
  dimension: z.optional(dimensionSchema),
});
