import * as z from 'zod/mini';
import {
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalSchema,
  namedKey,
  nextCursor,
  pageQuery,
  rangeQuery,
} from './common.ts';
import { neverUsedFilters, scanned, spendFilterQuery } from './spend-filter-query.ts';

/** GET /breakdown/{dimension}: the most expensive first. */
export const breakdownAnswerSchema = z.object({
  ...asOf,
  dimension: z.string(),
  from: z.nullable(daySchema),
  to: z.nullable(daySchema),
  items: z.array(
    z.object({
      ...namedKey,
      /** True of what has no name in this dimension, whose key is `(none)`; a user may be called so. */
      unnamed: z.optional(z.literal(true)),
      totalUsd: decimalSchema,
      /** Null where totals keep costs only: within one user, resource, group or tag. */
      events: z.nullable(countSchema),
      /**
       * Those without a price; null where totals do not tell and entries do not: within one user, resource, group or tag
       * on days with more unpriced events than one read adds up, or whose entries are gone.
       */
      unpricedEvents: z.nullable(countSchema),
      /** Part of the total, 0 to 1, 4 decimals. */
      share: decimalSchema,
      /** Of a model: the ids that it was used by, such as dated ones and a reseller's; they add up to it. */
      ids: z.optional(
        z.array(z.object({ id: z.string(), totalUsd: decimalSchema, events: z.nullable(countSchema) })),
      ),
    }),
  ),
  totalUsd: decimalSchema,
  /** Events of all items without a price, which are in no amount; null where it is not counted. */
  unpricedEvents: z.nullable(countSchema),
  ...scanned,
  ...neverUsedFilters,
  ...nextCursor,
});

export const breakdownQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...spendFilterQuery,
});
