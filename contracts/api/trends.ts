import { INTERVALS, MOST_TREND_NAMES } from '../report-vocabulary.ts';
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
import { neverUsedFilters, scanned, spendFilterQuery } from './spend-filter-query.ts';

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
      /** By name: of the 50 most expensive of the range, or of those that were asked for. */
      by: decimalsByName,
      /** What all other names cost, and what has no name; absent where that is nothing. */
      othersUsd: z.optional(decimalSchema),
      unnamedUsd: z.optional(decimalSchema),
    }),
  ),
  ...scanned,
  ...neverUsedFilters,
});

/** The name of a dimension. */
export const dimensionSchema = boundedText(LIMITS.nameCharacters);

const NAMES_HELP = `must be a JSON list of 1 to ${MOST_TREND_NAMES} names of the dimension`;

export const trendsQuery = z.strictObject({
  ...rangeQuery,
  ...currencyQuery,
  ...spendFilterQuery,
  interval: z.optional(z.enum(INTERVALS, { error: oneOfHelp(INTERVALS) })),
  dimension: z.optional(dimensionSchema),
  /** A JSON list of names such as `["user-1","user-2"]`: `by` tells these alone. */
  names: z.optional(z.string().check(z.refine((text) => readNames(text) !== undefined, NAMES_HELP))),
});

/** The names that a question asks for; undefined for a text that is no such list. */
export function readNames(text: string): readonly string[] | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const isList = Array.isArray(found) && found.length > 0 && found.length <= MOST_TREND_NAMES;
    return isList && found.every((name) => typeof name === 'string') ? found : undefined;
  } catch {
    return undefined;
  }
}
