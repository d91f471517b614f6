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
  nameQuery,
  nextCursor,
  pageQuery,
  rangeQuery,
  timeSchema,
} from './common.ts';
import { entryFilterQuery } from './entries.ts';
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

/** The filters of entries, which count together; `tag` is `NAME:VALUE` of a tracked tag. */
export const spendFilterQuery = {
  ...entryFilterQuery,
  userId: z.optional(nameQuery),
  user: z.optional(nameQuery),
  /** `TYPE/ID`, instead of the two. */
  resource: z.optional(z.string()),
  /** `TYPE/ID`, instead of the two. */
  group: z.optional(z.string()),
} as const;

/** True where entries were added up, because no totals are kept for the filters together. */
const scanned = { scanned: z.boolean() } as const;

/** GET /breakdown/{dimension}: the most expensive first. */
export const breakdownAnswerSchema = z.object({
  ...asOf,
  dimension: z.string(),
  from: z.nullable(daySchema),
  to: z.nullable(daySchema),
  items: z.array(
    z.object({
      /** A name; `TYPE/ID` of a resource or group; `(none)` for what has no name in this dimension. */
      key: z.string(),
      type: z.optional(z.string()),
      id: z.optional(z.string()),
      /** How a user, a resource or a group is called; absent without a name. */
      name: z.optional(z.string()),
      totalUsd: decimalSchema,
      /** Null where totals keep costs only: within one user, resource, group or tag. */
      events: z.nullable(countSchema),
      /** Those of them without a price; null where `events` is. */
      unpricedEvents: z.nullable(countSchema),
      /** Part of the total, 0 to 1, 4 decimals. */
      share: decimalSchema,
      /** Of a model: the ids that it was used by, such as dated ones and a reseller's; they add up to it. */
      ids: z.optional(
        z.array(z.object({ id: z.string(), totalUsd: decimalSchema, events: z.nullable(countSchema) })),
      ),
    }),
  ),
  totalUsd: decimalSchema,
  /** Events of all items without a price, which are in no amount; null where it is not counted. */
  unpricedEvents: z.nullable(countSchema),
  ...scanned,
  ...nextCursor,
});

export const breakdownQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...currencyQuery,
  ...spendFilterQuery,
});

/** GET /trends: every point of the range in order, zeros included. */
export const trendsSchema = z.object({
  ...asOf,
  interval: z.enum(['hour', 'day', 'week', 'month']),
  dimension: z.nullable(z.string()),
  points: z.array(
    z.object({
      /** Begin of the hour, day, week or month. */
      at: timeSchema,
      /** Its name in the ledger's time zone: `2026-11-21T10`, `2026-11-21`, `2026-W47`, `2026-11`. */
      period: z.string(),
      totalUsd: decimalSchema,
      events: countSchema,
      /** Those of them without a price; null for an hour of a day that has some, which are counted by the day. */
      unpricedEvents: z.nullable(countSchema),
      by: decimalsByName,
    }),
  ),
  ...scanned,
});

export const trendsQuery = z.strictObject({
  ...rangeQuery,
  ...currencyQuery,
  ...spendFilterQuery,
  interval: z.optional(
    z.enum(['hour', 'day', 'week', 'month'], { error: 'must be hour, day, week or month' }),
  ),
  dimension: z.optional(nameQuery),
});
