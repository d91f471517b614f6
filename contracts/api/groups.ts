import * as z from 'zod/mini';
import {
  apiReferenceSchema,
  asOf,
  currencyQuery,
  nameQuery,
  nextCursor,
  pageQuery,
  rangeQuery,
} from './common.ts';
import { resourceLineSchema } from './resources.ts';
import { coveredDays, costSort, namingFields, sumFields, totalFields } from './totals.ts';

/** GET /groups/{type}/{id}: the same totals, with the group's resources, the most expensive first. */
export const groupSchema = z.object({
  ...asOf,
  group: apiReferenceSchema,
  ...namingFields,
  ...coveredDays,
  ...totalFields,
  resources: z.array(resourceLineSchema),
  ...nextCursor,
});

/** GET /groups: the most expensive first. */
export const groupListSchema = z.object({
  ...asOf,
  ...coveredDays,
  groups: z.array(z.object({ type: z.string(), id: z.string(), ...namingFields, ...sumFields })),
  ...nextCursor,
});

/** With `type` and `id` the answer is the one group; else the list. */
export const groupsQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
});

export const groupQuery = z.strictObject({ ...rangeQuery, ...pageQuery, ...currencyQuery });
