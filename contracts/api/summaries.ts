import * as z from 'zod/mini';
import {
  apiReferenceSchema,
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalsByName,
  decimalSchema,
  monthSchema,
  rangeQuery,
  timeSchema,
} from './common.ts';
import { modelIdsSchema } from './totals.ts';

/** The totals of a day, a week or a month of the organisation. */
const periodFacts = {
  totalUsd: decimalSchema,
  events: countSchema,
  unpricedEvents: countSchema,
  byProvider: decimalsByName,
  byService: decimalsByName,
  byModel: decimalsByName,
  modelIds: modelIdsSchema,
  /** Distinct resources that had costs. */
  resources: countSchema,
  /** Their cost divided by their number; "0" without any. */
  averagePerResourceUsd: decimalSchema,
  mostExpensiveResource: z.nullable(z.object({ type: z.string(), id: z.string(), totalUsd: decimalSchema })),
} as const;

const dearestEntries = z.array(
  z.object({
    id: z.string(),
    occurredAt: timeSchema,
    provider: z.string(),
    service: z.string(),
    model: z.string(),
    operation: z.nullable(z.string()),
    resource: z.nullable(apiReferenceSchema),
    costUsd: decimalSchema,
  }),
);

/** GET /summary/daily: every day of the range in order, zeros included. */
export const dailySummarySchema = z.object({
  ...asOf,
  days: z.array(
    z.object({
      date: daySchema,
      ...periodFacts,
      /** Users with costs; null for days that no roll-up has counted and that are too many to count now. */
      activeUsers: z.nullable(countSchema),
      /** The 20 most expensive, the most expensive first; null until the night after the day. */
      dearestEntries: z.nullable(dearestEntries),
    }),
  ),
});

/** GET /summary/weekly: every ISO week that the range touches, whole, oldest first. */
export const weeklySummarySchema = z.object({
  ...asOf,
  weeks: z.array(
    z.object({
      week: z.string(),
      from: daySchema,
      to: daySchema,
      ...periodFacts,
      activeUsers: countSchema,
      /** The 20 most expensive of the week's days so far; null while none of them is rolled up. */
      dearestEntries: z.nullable(dearestEntries),
    }),
  ),
});

/** GET /summary/monthly: every month that the range touches, whole, oldest first. */
export const monthlySummarySchema = z.object({
  ...asOf,
  months: z.array(
    z.object({
      month: monthSchema,
      ...periodFacts,
      /** Null while the month is open; from `closedAt` on it never changes. */
      closedTotalUsd: z.nullable(decimalSchema),
      /** What came after the close; total = closed + adjustments. */
      adjustmentsUsd: decimalSchema,
      closedAt: z.nullable(timeSchema),
      groups: z.array(
        z.object({ type: z.string(), id: z.string(), resources: countSchema, totalUsd: decimalSchema }),
      ),
      activeGroups: countSchema,
      activeUsers: countSchema,
      /** What POST /revenue posted for just this month; null where nothing was. */
      revenueUsd: z.nullable(decimalSchema),
      /** Revenue minus total; null without a revenue. Entries without a price cost nothing here. */
      marginUsd: z.nullable(decimalSchema),
    }),
  ),
});

export const summaryQuery = z.strictObject({ ...rangeQuery, ...currencyQuery });
