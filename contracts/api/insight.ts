import * as z from 'zod/mini';
import { alertSchema } from './alerts.ts';
import { budgetStatusSchema } from './budgets.ts';
import {
  asOf,
  countSchema,
  currencyQuery,
  daySchema,
  decimalsByName,
  decimalSchema,
  monthSchema,
  nameQuery,
  rangeQuery,
  timeSchema,
} from './common.ts';
import { entrySchema } from './entries.ts';
import { ANOMALY_DIMENSIONS } from '../scopes.ts';

/** Where a month ends if things go on as they do: exact spend, estimated rest. */
export const projectionSchema = z.object({
  period: monthSchema,
  spentUsd: decimalSchema,
  projectedUsd: decimalSchema,
  /** Meant to hold the actual month end eight times in ten. */
  lowUsd: decimalSchema,
  highUsd: decimalSchema,
  method: z.enum(['weekday-mean', 'weekday-recent', 'weekday-growth', 'run-rate']),
  /** What the method was off by on this series' own past, as a share such as "0.0731"; null without a past. */
  backtestError: z.nullable(decimalSchema),
  historyDays: countSchema,
});

const sum = { totalUsd: decimalSchema, events: countSchema, unpricedEvents: countSchema } as const;

/** GET /dashboard. */
export const dashboardSchema = z.object({
  ...asOf,
  /** Of the open month. */
  currentSpendUsd: decimalSchema,
  monthlyLimitUsd: z.nullable(decimalSchema),
  budget: z.omit(budgetStatusSchema, { asOf: true }),
  projection: projectionSchema,
  /** Thirty days by service, oldest first, zeros included. */
  trends: z.array(
    z.object({
      at: timeSchema,
      period: daySchema,
      totalUsd: decimalSchema,
      events: countSchema,
      unpricedEvents: countSchema,
      by: decimalsByName,
    }),
  ),
  /** The open month by service, the most expensive first. */
  serviceBreakdown: z.array(z.object({ key: z.string(), ...sum, share: decimalSchema })),
  /** The most expensive entries, users and resources of these days. */
  top: z.object({
    from: daySchema,
    to: daySchema,
    /** Days of which topEntries knows every entry, from their roll-up. */
    wholeDays: z.array(daySchema),
    /** Entries looked at for topEntries of the other days: the newest ones. */
    entriesLookedAt: countSchema,
  }),
  topEntries: z.array(entrySchema),
  topUsers: z.array(z.object({ userId: z.string(), name: z.nullable(z.string()), ...sum })),
  topResources: z.array(z.object({ type: z.string(), id: z.string(), name: z.nullable(z.string()), ...sum })),
  /** The newest ones, open or not. */
  alerts: z.array(alertSchema),
  /**
   * What is open of the last 31 days. Alerts of one budget, value and period are one crossing, counted once by the
   * worst of them.
   */
  openAlerts: z.object({
    worst: z.nullable(alertSchema),
    emergency: countSchema,
    critical: countSchema,
    warning: countSchema,
    /** False where there are more alerts than were looked at: the counts are of the newest ones. */
    complete: z.boolean(),
  }),
  /** Events without a price since the start of the ledger. */
  unpriced: countSchema,
  /** Age of the oldest record that is not in the totals yet. */
  lagSeconds: z.number(),
});

export const insightQuery = z.strictObject({ ...currencyQuery });

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

/** A closed day that is not as its past lets expect. */
export const anomalySchema = z.object({
  dimension: z.string(),
  key: z.string(),
  day: daySchema,
  kind: z.enum(['spike', 'drop', 'new-spend']),
  severity: z.enum(['info', 'warning', 'critical']),
  spentUsd: decimalSchema,
  /** Estimate from the series' own past. */
  expectedUsd: decimalSchema,
  /** Robust deviations from the expected day. */
  score: decimalSchema,
  reason: z.string(),
  /** First day of the run that this day belongs to: one alert for a run. */
  since: daySchema,
});

const DIMENSION_HELP = `must be ${ANOMALY_DIMENSIONS.slice(0, -1).join(', ')} or ${ANOMALY_DIMENSIONS.at(-1)}`;

/** GET /anomalies: newest first, the strongest of a day first. */
export const anomaliesSchema = z.object({
  ...asOf,
  from: daySchema,
  to: daySchema,
  /**
   * False when some of the days wait for the nightly run, and the ledger is too large to judge its users and
   * types of resources for one request: name the dimension to have it judged now.
   */
  complete: z.boolean(),
  items: z.array(anomalySchema),
});
export const anomaliesQuery = z.strictObject({
  ...rangeQuery,
  ...currencyQuery,
  dimension: z.optional(z.enum(ANOMALY_DIMENSIONS, { error: DIMENSION_HELP })),
});
