import * as z from 'zod/mini';
import { asOf, countSchema, currencyQuery, decimalSchema, monthSchema, nameQuery } from './common.ts';

/** Where a month ends if things go on as they do: exact spend, estimated rest. */
export const projectionSchema = z.object({
  period: monthSchema,
  spentUsd: decimalSchema,
  projectedUsd: decimalSchema,
  /** Meant to hold the actual month end eight times in ten. */
  lowUsd: decimalSchema,
  highUsd: decimalSchema,
  /** Events of the month so far without a price: each amount is that much too low. */
  unpricedEvents: countSchema,
  method: z.enum(['weekday-mean', 'weekday-recent', 'weekday-growth', 'daily-mean', 'run-rate']),
  /** What the method was off by on this series' own past, as a share such as "0.0731"; null without a past. */
  backtestError: z.nullable(decimalSchema),
  historyDays: countSchema,
});

/**
 * Services add up to the organisation: this is what a service's own estimate of its rest was multiplied by, a
 * ratio such as "0.41". Null where it was not: users and the organisation are estimated by themselves.
 */
const adjusted = { adjustedBy: z.nullable(decimalSchema) } as const;

/** GET /projections: of the organisation with each service, the most expensive first; or of one user or service. */
export const projectionsSchema = z.object({
  ...asOf,
  scope: z.object({ kind: z.enum(['organisation', 'user', 'service']), id: z.string() }),
  ...projectionSchema.shape,
  ...adjusted,
  services: z.array(z.object({ service: z.string(), ...projectionSchema.shape, ...adjusted })),
});
export const projectionsQuery = z.strictObject({
  ...currencyQuery,
  userId: z.optional(nameQuery),
  service: z.optional(nameQuery),
});
