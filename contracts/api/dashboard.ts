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
  timeSchema,
} from './common.ts';
import { entrySchema } from './entries.ts';
import { projectionSchema } from './projections.ts';
import { sumFields } from './totals.ts';

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
      ...sumFields,
      by: decimalsByName,
    }),
  ),
  /** The open month by service, the most expensive first. */
  serviceBreakdown: z.array(z.object({ key: z.string(), ...sumFields, share: decimalSchema })),
  /** The most expensive entries, users and resources of these days. */
  top: z.object({
    from: daySchema,
    to: daySchema,
    /** Days of which topEntries knows every entry, from their roll-up. */
    wholeDays: z.array(daySchema),
    /** Entries looked at for topEntries of the other days: the newest ones. */
    entriesLookedAt: countSchema,
  }),
  topEntries: z.array(z.extend(entrySchema, { userName: z.nullable(z.string()) })),
  topUsers: z.array(z.object({ userId: z.string(), name: z.nullable(z.string()), ...sumFields })),
  topResources: z.array(
    z.object({ type: z.string(), id: z.string(), name: z.nullable(z.string()), ...sumFields }),
  ),
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

export const dashboardQuery = z.strictObject({ ...currencyQuery });
