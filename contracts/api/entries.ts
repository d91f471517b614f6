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

/** One priced part of an entry: quantity × unitPriceUsd ÷ per = costUsd. */
export const lineSchema = z.object({
  unit: z.string(),
  quantity: decimalSchema,
  unitPriceUsd: decimalSchema,
  per: decimalSchema,
  costUsd: decimalSchema,
  priceId: z.string(),
});

/** One line of the ledger. What the sender left out is null. */
export const entrySchema = z.object({
  id: z.string(),
  day: z.string(),
  occurredAt: timeSchema,
  recordedAt: timeSchema,
  provider: z.string(),
  service: z.string(),
  model: z.string(),
  region: z.nullable(z.string()),
  attributes: z.record(z.string(), z.string()),
  usage: decimalsByName,
  lines: z.array(lineSchema),
  costUsd: decimalSchema,
  status: z.enum(['priced', 'unpriced', 'reported']),
  /** Of an unpriced entry the parts that no line bills. */
  unpriced: z.array(z.string()),
  reportedCostUsd: z.nullable(decimalSchema),
  /** Null: work of the system. */
  userId: z.nullable(z.string()),
  resource: z.nullable(apiReferenceSchema),
  group: z.nullable(apiReferenceSchema),
  tags: z.record(z.string(), z.string()),
  operation: z.nullable(z.string()),
  outcome: z.nullable(z.string()),
  attempt: z.nullable(z.int()),
  holdId: z.nullable(z.string()),
  metadata: z.nullable(z.record(z.string(), z.unknown())),
  catalogueVersion: z.string(),
  /** The model was found by a rule and not by its exact name. */
  approximate: z.boolean(),
  /** The entry that this one corrects. */
  correctionOf: z.nullable(z.string()),
  reason: z.nullable(z.string()),
});

/** GET /entries/{id}. */
export const entryAnswerSchema = z.object({ ...asOf, ...entrySchema.shape });

const page = {
  entries: z.array(entrySchema),
  /** Entries looked at for this page; more than it lists where a filter is not indexed. */
  scanned: countSchema,
  /** True when the page ended because 1,000 entries were looked at, and not because it was full. */
  partial: z.boolean(),
  ...nextCursor,
} as const;

/** GET /entries. */
export const entryListSchema = z.object({ ...asOf, ...page });

/** GET /users/{id}/entries and /me/entries: with the number of usage entries of the days in range. */
export const userEntryListSchema = z.object({
  ...asOf,
  userId: z.string(),
  ...page,
  total: z.optional(countSchema),
});

/** What narrows a list of entries. */
export const entryFilterQuery = {
  provider: z.optional(nameQuery),
  service: z.optional(nameQuery),
  model: z.optional(nameQuery),
  operation: z.optional(nameQuery),
  /** `NAME:VALUE`, or `NAME` alone for any value. */
  tag: z.optional(nameQuery),
  outcome: z.optional(nameQuery),
  status: z.optional(
    z.enum(['priced', 'unpriced', 'reported'], { error: 'must be priced, unpriced or reported' }),
  ),
  resourceType: z.optional(nameQuery),
  resourceId: z.optional(nameQuery),
  groupType: z.optional(nameQuery),
  groupId: z.optional(nameQuery),
} as const;

/** Whose entries: a user's, or those of nobody in particular. */
export const entryUserQuery = {
  userId: z.optional(nameQuery),
  system: z.optional(z.enum(['true', 'false'], { error: 'must be "true" or "false"' })),
} as const;

const sort = { sort: z.optional(z.enum(['cost'], { error: 'must be "cost"' })) } as const;

export const entriesQuery = z.strictObject({
  /** The one entry of this id, for ids that do not survive a path. */
  id: z.optional(nameQuery),
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...entryFilterQuery,
  ...sort,
  ...entryUserQuery,
});

export const userEntriesQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...entryFilterQuery,
  ...sort,
});

export const entryQuery = z.strictObject({
  ...currencyQuery,
  /** Time or day of the entry, where the id alone would have to be searched for. */
  occurredAt: rangeQuery.from,
});

export type ApiEntry = z.infer<typeof entrySchema>;
