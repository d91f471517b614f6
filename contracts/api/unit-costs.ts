import * as z from 'zod/mini';
import { asOf, countSchema, currencyQuery, daySchema, decimalSchema, rangeQuery } from './common.ts';
import { THING_KINDS } from '../scopes.ts';
import { coveredDays } from './totals.ts';

/** Of some things of one kind. */
const sum = {
  count: countSchema,
  totalUsd: decimalSchema,
  averageUsd: decimalSchema,
  /** Entries without a price, which are in no amount, and how many of the things have some. */
  unpricedEvents: countSchema,
  withUnpriced: countSchema,
  dearest: z.object({
    id: z.string(),
    name: z.nullable(z.string()),
    totalUsd: decimalSchema,
    unpricedEvents: countSchema,
  }),
} as const;

/** GET /unit-costs/{dimension}: what one of each kind costs, of all that have entries in the range. */
export const unitCostsSchema = z.object({
  ...asOf,
  ...coveredDays,
  dimension: z.enum(THING_KINDS),
  /** Kinds such as `episode`, the most frequent first, twenty at most. */
  kinds: z.array(
    z.object({
      type: z.string(),
      ...sum,
      /**
       * By Mondays, the newest first: resources in the week in which they began in the range, groups in each week in
       * which they have entries.
       */
      weeks: z.array(z.object({ week: daySchema, ...sum })),
    }),
  ),
  /** Kinds that are left out. */
  furtherKinds: countSchema,
});

export const unitCostsQuery = z.strictObject({ ...rangeQuery, ...currencyQuery });
