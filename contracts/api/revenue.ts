import * as z from 'zod/mini';
import { PROFILE_KINDS } from '../scopes.ts';
import { referenceSchema, userIdSchema } from '../usage-message.ts';
import { usdSchema } from './budget-amounts.ts';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalSchema,
  namedKey,
  nextCursor,
  pageQuery,
} from './common.ts';

/** What is left of a revenue; events without a price are in no amount. */
const margin = {
  revenueUsd: decimalSchema,
  totalUsd: decimalSchema,
  /** Revenue minus total. */
  marginUsd: decimalSchema,
  unpricedEvents: countSchema,
} as const;

const period = z.string({ error: 'must be a period such as "2026-11"' });

/**
 * What `POST /revenue` takes: a day, an ISO week, a month or `lifetime`, and its revenue; of the organisation, or of one
 * user, resource or group. Revenue of users and that of the organisation are posted apart: neither adds to the other.
 */
export const revenueSchema = z.strictObject({
  period,
  usd: usdSchema,
  userId: z.optional(userIdSchema),
  resource: z.optional(referenceSchema),
  group: z.optional(referenceSchema),
});

export const revenueAnswerSchema = z.object({
  period: z.string(),
  usd: decimalSchema,
  userId: z.optional(z.string()),
  resource: z.optional(apiReferenceSchema),
  group: z.optional(apiReferenceSchema),
});

/** GET /revenue/{dimension}: what was posted for each in a period beside its cost, the lowest margin first. */
export const marginsSchema = z.object({
  ...asOf,
  dimension: z.enum(PROFILE_KINDS),
  period: z.string(),
  from: z.nullable(daySchema),
  to: z.nullable(daySchema),
  items: z.array(
    z.object({
      ...namedKey,
      ...margin,
    }),
  ),
  /** Of all items, those of other pages too. */
  total: z.object(margin),
  /** Those that cost something and for which nothing was posted: their revenue is not known. */
  withoutRevenue: z.object({ count: countSchema, totalUsd: decimalSchema, unpricedEvents: countSchema }),
  ...nextCursor,
});

/** The month that is open without a period. */
export const marginsQuery = z.strictObject({ ...pageQuery, ...currencyQuery, period: z.optional(period) });
