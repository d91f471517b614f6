import { ANOMALY_KINDS, ANOMALY_SEVERITIES } from '../report-vocabulary.ts';
import * as z from 'zod/mini';
import { asOf, currencyQuery, daySchema, decimalSchema, rangeQuery } from './common.ts';
import { oneOfHelp } from '../one-of-help.ts';
import { ANOMALY_DIMENSIONS } from '../scopes.ts';

/** A closed day that is not as its past lets expect. */
export const anomalySchema = z.object({
  dimension: z.string(),
  key: z.string(),
  /** How a user is called; absent without a name. */
  name: z.optional(z.string()),
  day: daySchema,
  kind: z.enum(ANOMALY_KINDS),
  severity: z.enum(ANOMALY_SEVERITIES),
  spentUsd: decimalSchema,
  /** Estimate from the series' own past. */
  expectedUsd: decimalSchema,
  /** Robust deviations from the expected day. */
  score: decimalSchema,
  reason: z.string(),
  /** First day of the run that this day belongs to: one alert for a run. */
  since: daySchema,
});

/** GET /anomalies: newest first, the strongest of a day first. */
export const anomaliesSchema = z.object({
  ...asOf,
  from: daySchema,
  to: daySchema,
  /**
   * False when some of the days wait for the nightly run, and the ledger is too large to judge its users and
   * types of resources for one request: name the dimension to have it judged now.
   */
  complete: z.boolean(),
  items: z.array(anomalySchema),
});
export const anomaliesQuery = z.strictObject({
  ...rangeQuery,
  ...currencyQuery,
  dimension: z.optional(z.enum(ANOMALY_DIMENSIONS, { error: oneOfHelp(ANOMALY_DIMENSIONS) })),
});
