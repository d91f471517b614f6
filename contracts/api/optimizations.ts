import {
  EFFORTS,
  OPTIMIZATION_ACTIONS,
  OPTIMIZATION_KINDS,
  OPTIMIZATION_STATUSES,
  RISKS,
} from '../optimization-vocabulary.ts';
import * as z from 'zod/mini';
import { oneOfHelp } from '../one-of-help.ts';
import { boundedText } from '../bounded-text.ts';
import { asOf, countSchema, currencyQuery, daySchema, decimalSchema, timeSchema } from './common.ts';

const status = z.enum(OPTIMIZATION_STATUSES, { error: oneOfHelp(OPTIMIZATION_STATUSES) });

/** The one thing to do, in words a program understands. */
const action = z.object({
  type: z.enum(OPTIMIZATION_ACTIONS),
  /** Absent: calls that name no operation. */
  operation: z.optional(z.string()),
  provider: z.string(),
  model: z.string(),
  toModel: z.optional(z.string()),
  attributes: z.optional(z.record(z.string(), z.string())),
  /** What the realised saving is measured against. */
  baseline: z.object({ calls: countSchema, costUsd: decimalSchema, wastedUsd: decimalSchema }),
});

const optimization = {
  id: z.string(),
  kind: z.enum(OPTIMIZATION_KINDS),
  title: z.string(),
  status,
  /** What 30 days at this pace would save; savings of optimizations that overlap do not add up. */
  estimatedSavingUsd: decimalSchema,
  effort: z.enum(EFFORTS),
  risk: z.enum(RISKS),
  /** Steps for people, in order. */
  guide: z.array(z.string()),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  action,
  overlaps: z.array(z.string()),
  foundAt: z.nullable(timeSchema),
  decidedAt: z.nullable(timeSchema),
  decidedBy: z.nullable(z.string()),
  note: z.nullable(z.string()),
  /** While applied: the model that `degrade` hands back because of it. */
  degradeTo: z.nullable(z.record(z.string(), z.string())),
  /** What all calls since have saved against the counterfactual; null until it is applied. */
  realisedSavingUsd: z.nullable(decimalSchema),
  realised: z.nullable(
    z.object({
      from: timeSchema,
      calls: countSchema,
      counterfactualUsd: decimalSchema,
      actualUsd: decimalSchema,
      /** Closed days measured from all their entries: exact. */
      wholeDays: countSchema,
      /** The open day and days without a roll-up yet: measured on a sample, in which small days are whole. */
      sampledDays: countSchema,
      /** Days without a roll-up more than thirty days back: not in the sums until one is asked for. */
      unmeasuredDays: countSchema,
    }),
  ),
} as const;

export const optimizationSchema = z.object(optimization);
/** GET /optimizations/{id}. */
export const optimizationReadSchema = z.object({ ...asOf, ...optimization });

/** GET /optimizations, POST /optimizations/refresh: the most saving per effort first, as of the search. */
export const optimizationListSchema = z.object({
  ...asOf,
  /** Days of usage looked at. */
  from: daySchema,
  to: daySchema,
  /** Entries looked at, of those that the days have: small days whole, large ones by 200 each. */
  sampledEntries: countSchema,
  events: countSchema,
  items: z.array(optimizationSchema),
});

export const optimizationQuery = z.strictObject({ ...currencyQuery, status: z.optional(status) });

/** What POST /optimizations/{id}/apply and /reject may say. */
export const decideOptimizationSchema = z.strictObject({
  note: z.optional(boundedText(1000)),
});
