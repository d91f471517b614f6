import * as z from 'zod/mini';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  currencyQuery,
  decimalsByName,
  decimalSchema,
  nameQuery,
  nextCursor,
  pageQuery,
  rangeQuery,
  timeSchema,
} from './common.ts';
import {
  costPartsSchema,
  coveredDays,
  costSort,
  modelIdsSchema,
  namingFields,
  sumFields,
  totalFields,
} from './totals.ts';

/** What may still come to a receipt. */
const pending = z.object({
  /** Held for calls that run. */
  heldUsd: decimalSchema,
  /** Its events without a price. */
  unpricedEvents: countSchema,
  /** Recorded events of the whole ledger that are not in totals yet. */
  uncountedEvents: countSchema,
  /** About how many messages of the whole ledger are in the queue; null while the queue does not say. */
  queuedMessages: z.nullable(countSchema),
  /** All of these are 0: the total holds all that was sent. */
  complete: z.boolean(),
});

/** GET /resources/{type}/{id}: the live receipt. */
export const receiptSchema = z.object({
  ...asOf,
  resource: apiReferenceSchema,
  ...namingFields,
  /** The groups that its work was recorded for; `name` where they have one. */
  groups: z.array(z.extend(apiReferenceSchema, { name: z.optional(z.string()) })),
  ...coveredDays,
  ...totalFields,
  pending,
});

const lineFields = {
  ...sumFields,
  firstAt: z.nullable(timeSchema),
  updatedAt: z.nullable(timeSchema),
} as const;

/** A resource in a list. */
export const resourceLineSchema = z.object({
  type: z.string(),
  id: z.string(),
  ...namingFields,
  ...lineFields,
});

/** GET /resources: the most expensive first. */
export const resourceListSchema = z.object({
  ...asOf,
  ...coveredDays,
  resources: z.array(resourceLineSchema),
  ...nextCursor,
});

const createdPart = {
  /** What came without a user, where the caller created the resource: part of no user's total. */
  created: z.optional(z.object({ totalUsd: decimalSchema, unpricedEvents: countSchema })),
};

/** GET /me/resources/{type}/{id}: the caller's own part of a resource, also where others worked on it. */
export const ownResourceSchema = z.object({
  ...asOf,
  resource: apiReferenceSchema,
  name: z.nullable(z.string()),
  ...coveredDays,
  breakdown: costPartsSchema,
  modelIds: modelIdsSchema,
  usage: decimalsByName,
  ...lineFields,
  ...createdPart,
});

/**
 * GET /me/resources: the caller's own part of each resource, and of those they created where that is nothing; the most
 * expensive first, by their own part and what came without a user.
 */
export const ownResourceListSchema = z.object({
  ...asOf,
  ...coveredDays,
  resources: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      name: z.nullable(z.string()),
      ...lineFields,
      ...createdPart,
    }),
  ),
  /** False where the caller created more than 200 things: some without a part of the caller's are left out. */
  complete: z.boolean(),
  ...nextCursor,
});

/** With `type` and `id` the answer is the one resource; else the list. */
export const ownResourcesQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
});

/** The same, of everybody. */
export const resourcesQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
  groupType: z.optional(nameQuery),
  groupId: z.optional(nameQuery),
});
