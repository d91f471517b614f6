import * as z from 'zod/mini';
import { budgetStateSchema } from './budgets.ts';
import {
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalsByName,
  decimalSchema,
  rangeQuery,
  timeSchema,
} from './common.ts';

/** Cost by provider, service and the one name of each model; each of the three adds up to the total. */
export const costPartsSchema = z.object({
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
  projectedUsd: true,
  percent: true,
  severity: true,
  unpricedEvents: true,
  gate: true,
});

/** What a line of a list sums up. */
export const sumFields = {
  totalUsd: decimalSchema,
  events: countSchema,
  unpricedEvents: countSchema,
} as const;

/** True where the ledger never had an entry of it, on no day: its id is mistyped, or it did nothing yet. */
export const neverUsed = { neverUsed: z.boolean() } as const;

/** Fields of every total. */
export const totalFields = {
  ...sumFields,
  /** Priced by what is certain of a usage that contradicts itself. */
  uncertainEvents: countSchema,
  heldUsd: decimalSchema,
  breakdown: costPartsSchema,
  modelIds: modelIdsSchema,
  usage: decimalsByName,
  budgets: z.array(budgetStandSchema),
  /** Null while nothing was recorded. */
  firstAt: z.nullable(timeSchema),
  updatedAt: z.nullable(timeSchema),
  ...neverUsed,
} as const;

/** Days that an answer covers; null means the ledger's beginning and end. */
export const coveredDays = { from: z.nullable(daySchema), to: z.nullable(daySchema) } as const;

/** What all totals have in common. */
export const totalsSchema = z.object({ ...asOf, ...coveredDays, ...totalFields });

/** What was said of it beside its costs. */
export const namingFields = {
  name: z.nullable(z.string()),
  createdBy: z.nullable(z.string()),
  deletedAt: z.nullable(timeSchema),
} as const;

/** How a list may be sorted. */
export const costSort = { sort: z.optional(z.enum(['cost'], { error: 'must be "cost"' })) } as const;

export const periodTotalsQuery = z.strictObject({ ...rangeQuery, ...currencyQuery });
