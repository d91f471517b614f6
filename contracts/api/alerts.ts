import { SEVERITIES } from '../budget-vocabulary.ts';
import { ALERT_BASES, ALERT_KINDS, ALERT_STATES, DELIVERY_STATUSES } from '../alert-vocabulary.ts';
import * as z from 'zod/mini';
import { BUDGET_CHANNELS } from '../alert-channels.ts';
import { oneOfHelp } from '../one-of-help.ts';
import {
  asOf,
  countSchema,
  decimalSchema,
  namedBudgetScopeSchema,
  nameQuery,
  nextCursor,
  pageQuery,
  rangeQuery,
  timeSchema,
  flagQuery,
} from './common.ts';

const deliveryStatus = z.enum(DELIVERY_STATUSES);

/** One alert, with how far each channel has come. */
const alert = {
  id: z.string(),
  kind: z.enum(ALERT_KINDS),
  budgetId: z.string(),
  budgetName: z.string(),
  /** Webhooks and events carry no name. */
  scope: namedBudgetScopeSchema,
  /** `2026-11-21`, `2026-W47`, `2026-11` or `lifetime`. */
  period: z.string(),
  /** `80%` or `$1.5`. */
  threshold: z.string(),
  basis: z.enum(ALERT_BASES),
  /** Raised each time it resolves and is reached again. */
  arm: countSchema,
  severity: z.enum(SEVERITIES),
  /** PENDING while a channel still tries, then FAILED if one gave up, else SENT. */
  status: deliveryStatus,
  spentUsd: decimalSchema,
  /** What reached the threshold: spentUsd, or where the period is projected to end. */
  reachedUsd: decimalSchema,
  limitUsd: decimalSchema,
  /** Events of the budget's period that had no price: spentUsd and reachedUsd are too low by what they cost. */
  unpricedEvents: countSchema,
  deliveries: z.array(
    z.object({
      channel: z.enum(BUDGET_CHANNELS),
      /** Of mails: to the form's recipients, or a mail of its own to the user whose limit it is. */
      to: z.optional(z.enum(['recipients', 'user'])),
      status: deliveryStatus,
      attempts: countSchema,
      sentAt: z.nullable(timeSchema),
      error: z.optional(z.string()),
    }),
  ),
  createdAt: timeSchema,
  /** Of the last entry before it: what its sender calls the request, or the entry's id; null where none led to it. */
  correlationId: z.nullable(z.string()),
  resolvedAt: z.nullable(timeSchema),
  acknowledgedAt: z.nullable(timeSchema),
  acknowledgedBy: z.nullable(z.string()),
} as const;

export const alertSchema = z.object(alert);
/** GET /alerts/{id}. */
export const alertReadSchema = z.object({ ...asOf, ...alert });
/** GET /alerts: newest first. */
export const alertListSchema = z.object({ ...asOf, alerts: z.array(alertSchema), ...nextCursor });

/** GET /alerts/latency: from the breach to the delivery, by channel, of the last 30 days. */
export const alertLatencySchema = z.object({
  ...asOf,
  from: timeSchema,
  to: timeSchema,
  /** Alerts of budgets about actual spend that were looked at, 500 at most. */
  alerts: countSchema,
  channels: z.array(
    z.object({
      channel: z.enum(BUDGET_CHANNELS),
      to: z.optional(z.enum(['recipients', 'user'])),
      sent: countSchema,
      failed: countSchema,
      /** Sent, but found by a run of the clock: when the threshold was reached is not known. */
      unmeasured: countSchema,
      /** Half were delivered within so many milliseconds, 99 of 100 within the other; null without any. */
      p50Ms: z.nullable(countSchema),
      p99Ms: z.nullable(countSchema),
    }),
  ),
});

/** `crossing` takes up what one budget raised for one value and period together. */
export const acknowledgeQuery = z.strictObject({
  crossing: flagQuery,
});

/** Of 90 days where no range is given; `open` are those that are neither resolved nor acknowledged. */
export const alertsQuery = z.strictObject({
  ...pageQuery,
  ...rangeQuery,
  status: z.optional(z.enum(ALERT_STATES, { error: oneOfHelp(ALERT_STATES) })),
  severity: z.optional(z.enum(SEVERITIES, { error: oneOfHelp(SEVERITIES) })),
  /** `projected`: what is expected to be crossed; `actual`: what was. */
  basis: z.optional(z.enum(ALERT_BASES, { error: oneOfHelp(ALERT_BASES) })),
  budgetId: z.optional(nameQuery),
});
