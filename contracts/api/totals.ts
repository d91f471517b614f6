import * as z from 'zod/mini';
import { sentPeriod } from '../date-schemas.ts';
import { budgetStateSchema } from './budgets.ts';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalsByName,
  decimalSchema,
  nameQuery,
  nextCursor,
  pageQuery,
  rangeQuery,
  timeSchema,
} from './common.ts';

/** Cost by provider, service and the one name of each model; each of the three adds up to the total. */
export const breakdownSchema = z.object({
  provider: decimalsByName,
  service: decimalsByName,
  model: decimalsByName,
});

/**
 * Cost by the ids that a model was used by, such as dated ones and a reseller's: under the name that the breakdown
 * has, to which they add up. Models that were used by their name alone are not in it.
 */
export const modelIdsSchema = z.record(z.string(), decimalsByName);

/** The state of a budget for one scope. */
export const budgetStandSchema = z.pick(budgetStateSchema, {
  id: true,
  name: true,
  period: true,
  limitUsd: true,
  spentUsd: true,
  heldUsd: true,
  percent: true,
  severity: true,
  gate: true,
});

const totals = {
  totalUsd: decimalSchema,
  events: countSchema,
  unpricedEvents: countSchema,
  /** Priced by what is certain of a usage that contradicts itself. */
  uncertainEvents: countSchema,
  heldUsd: decimalSchema,
  breakdown: breakdownSchema,
  modelIds: modelIdsSchema,
  usage: decimalsByName,
  budgets: z.array(budgetStandSchema),
  /** Null while nothing was recorded. */
  firstAt: z.nullable(timeSchema),
  updatedAt: z.nullable(timeSchema),
} as const;

/** Days that an answer covers; null means the ledger's beginning and end. */
const covered = { from: z.nullable(daySchema), to: z.nullable(daySchema) } as const;

/** What all totals have in common. */
export const totalsSchema = z.object({ ...asOf, ...covered, ...totals });

/** What was said of it beside its costs. */
const naming = {
  name: z.nullable(z.string()),
  createdBy: z.nullable(z.string()),
  deletedAt: z.nullable(timeSchema),
} as const;

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
  ...naming,
  /** The groups that its work was recorded for. */
  groups: z.array(apiReferenceSchema),
  ...covered,
  ...totals,
  pending,
});

/** A resource in a list. */
export const resourceLineSchema = z.object({
  type: z.string(),
  id: z.string(),
  ...naming,
  totalUsd: decimalSchema,
  events: countSchema,
  unpricedEvents: countSchema,
  firstAt: z.nullable(timeSchema),
  updatedAt: z.nullable(timeSchema),
});

/** GET /resources: the most expensive first. */
export const resourceListSchema = z.object({
  ...asOf,
  ...covered,
  resources: z.array(resourceLineSchema),
  ...nextCursor,
});

const ownSums = {
  totalUsd: decimalSchema,
  events: countSchema,
  unpricedEvents: countSchema,
  firstAt: z.nullable(timeSchema),
  updatedAt: z.nullable(timeSchema),
} as const;

/** GET /me/resources/{type}/{id}: the caller's own part of a resource, also where others worked on it. */
export const ownResourceSchema = z.object({
  ...asOf,
  resource: apiReferenceSchema,
  name: z.nullable(z.string()),
  ...covered,
  breakdown: breakdownSchema,
  modelIds: modelIdsSchema,
  usage: decimalsByName,
  ...ownSums,
});

/** GET /me/resources: the caller's own part of each resource, the most expensive first. */
export const ownResourceListSchema = z.object({
  ...asOf,
  ...covered,
  resources: z.array(
    z.object({ type: z.string(), id: z.string(), name: z.nullable(z.string()), ...ownSums }),
  ),
  ...nextCursor,
});

/** GET /groups/{type}/{id}: the same totals, with the group's resources, the most expensive first. */
export const groupSchema = z.object({
  ...asOf,
  group: apiReferenceSchema,
  ...naming,
  ...covered,
  ...totals,
  resources: z.array(resourceLineSchema),
  ...nextCursor,
});

/** GET /groups: the most expensive first. */
export const groupListSchema = z.object({
  ...asOf,
  ...covered,
  groups: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      ...naming,
      totalUsd: decimalSchema,
      events: countSchema,
      unpricedEvents: countSchema,
    }),
  ),
  ...nextCursor,
});

/** GET /users: the biggest spenders first; work without a user is `system`. */
export const userListSchema = z.object({
  ...asOf,
  ...covered,
  users: z.array(
    z.object({
      userId: z.string(),
      name: z.nullable(z.string()),
      totalUsd: decimalSchema,
      events: countSchema,
      unpricedEvents: countSchema,
    }),
  ),
  ...nextCursor,
});

const sums = { totalUsd: decimalSchema, events: countSchema, unpricedEvents: countSchema } as const;

/**
 * What came without a user, for resources and groups that a user created: a line of its own, part of the
 * total of `system` and of no user's.
 */
export const createdSchema = z.object({
  ...sums,
  /** False when the user created more than an answer looks at; the sums are of what was looked at. */
  complete: z.boolean(),
  /** The most expensive first. */
  items: z.array(
    z.object({
      kind: z.enum(['resource', 'group']),
      type: z.string(),
      id: z.string(),
      name: z.nullable(z.string()),
      ...sums,
    }),
  ),
});

/** GET /users/{id} and GET /me. */
export const userSchema = z.object({
  ...asOf,
  userId: z.string(),
  name: z.nullable(z.string()),
  ...covered,
  ...totals,
  created: createdSchema,
});

const costSort = { sort: z.optional(z.enum(['cost'], { error: 'must be "cost"' })) } as const;
const periodQuery = {
  period: z.optional(sentPeriod),
} as const;

/** With `id`, and for resources and groups `type`, the answer is the one thing; else the list. */
export const ownResourcesQuery = z.strictObject({
  ...rangeQuery,
  ...periodQuery,
  ...pageQuery,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
});

export const resourcesQuery = z.strictObject({
  ...rangeQuery,
  ...periodQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
  groupType: z.optional(nameQuery),
  groupId: z.optional(nameQuery),
});

export const groupsQuery = z.strictObject({
  ...rangeQuery,
  ...periodQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  type: z.optional(nameQuery),
  id: z.optional(nameQuery),
});

export const usersQuery = z.strictObject({
  ...rangeQuery,
  ...periodQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  id: z.optional(nameQuery),
});

export const periodTotalsQuery = z.strictObject({ ...rangeQuery, ...periodQuery, ...currencyQuery });
export const groupQuery = z.strictObject({ ...rangeQuery, ...periodQuery, ...pageQuery, ...currencyQuery });
