import {
  BUDGET_SOURCES,
  ENFORCEMENTS,
  GATES,
  PERIODS,
  SEVERITIES,
  HOLD_STATUSES,
  TURNED_GATES,
  UNPRICED_RULES,
} from '../budget-vocabulary.ts';
import * as z from 'zod/mini';
import { BUDGET_CHANNELS } from '../alert-channels.ts';
import { GATE_CODES } from '../gate-codes.ts';
import { userIdSchema } from '../usage-message.ts';
import {
  apiReferenceSchema,
  asOf,
  budgetScope,
  countSchema,
  daySchema,
  decimalSchema,
  nameQuery,
  namesOfList,
  namesQuery,
  nextCursor,
  pageQuery,
  timeSchema,
} from './common.ts';

const severity = z.enum(SEVERITIES);
/** What a budget has reached; `ok` below its first threshold. */
const reachedSchema = z.enum(['ok', ...SEVERITIES]);
const budgetPeriodSchema = z.enum(PERIODS);
const gate = z.enum(GATES);

const scope = z.object(budgetScope);

/** One budget as it was configured. */
const configured = {
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  scope,
  period: budgetPeriodSchema,
  /** One of the two. */
  limitUsd: z.optional(decimalSchema),
  limitShareOfRevenue: z.optional(decimalSchema),
  thresholds: z.array(
    z.object({
      percent: z.optional(z.number()),
      usd: z.optional(decimalSchema),
      severity,
      gate: z.optional(gate),
    }),
  ),
  enforcement: z.enum(ENFORCEMENTS),
  unpriced: z.enum(UNPRICED_RULES),
  unpricedEstimateUsd: z.optional(decimalSchema),
  degradeTo: z.record(z.string(), z.string()),
  channels: z.array(z.enum(BUDGET_CHANNELS)),
  projectedAlerts: z.boolean(),
  source: z.enum(BUDGET_SOURCES),
  createdAt: z.optional(timeSchema),
  createdBy: z.optional(z.string()),
  updatedAt: z.optional(timeSchema),
  updatedBy: z.optional(z.string()),
} as const;

/** The state of a budget, for one scope value and the period that is open. */
export const budgetStateSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope,
  period: budgetPeriodSchema,
  periodKey: z.string(),
  /** Null for a lifetime. */
  resetsAt: z.nullable(timeSchema),
  limitUsd: decimalSchema,
  spentUsd: decimalSchema,
  heldUsd: decimalSchema,
  projectedUsd: z.optional(decimalSchema),
  percent: decimalSchema,
  severity: reachedSchema,
  /** Events without a price: their cost is missing in spentUsd. */
  unpricedEvents: countSchema,
  /** What the budget makes the gate answer now. */
  gate,
});

/** POST /budgets and PUT /budgets/{id}. */
export const budgetSchema = z.object({
  ...configured,
  /** What works otherwise than it was probably meant, such as a mail that nobody gets; absent without any. */
  warnings: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
});
/** GET /budgets: `state` for budgets of one value. */
export const budgetListSchema = z.object({
  ...asOf,
  budgets: z.array(z.object({ ...configured, state: z.optional(budgetStateSchema) })),
  /** Ids of stored budgets that are damaged and watch nothing: delete them and make them anew. */
  unreadable: z.optional(z.array(z.string())),
  ...namesOfList,
  ...nextCursor,
});
const change = z.object({ at: timeSchema, by: z.string(), what: z.string() });
/** GET /budgets/{id}, with who changed it last. */
export const budgetDetailSchema = z.object({
  ...asOf,
  ...configured,
  state: z.optional(budgetStateSchema),
  changes: z.array(change),
});
export const budgetsQuery = z.strictObject({ ...pageQuery, ...namesQuery });
/** `value` asks a budget for every value for the state of one. */
export const budgetQuery = z.strictObject({ value: z.optional(nameQuery) });
export const deletedSchema = z.object({ id: z.string(), deleted: z.boolean() });

/** GET and PUT /budget/config; the webhook's address is never shown. */
const form = {
  monthlyLimit: z.nullable(decimalSchema),
  dailyLimit: z.nullable(decimalSchema),
  warningThreshold: z.number(),
  criticalThreshold: z.number(),
  emergencyThreshold: z.number(),
  emailAlerts: z.boolean(),
  emailRecipients: z.array(z.string()),
  slackAlerts: z.boolean(),
  slackWebhookSet: z.boolean(),
  webhookAlerts: z.boolean(),
  webhookSet: z.boolean(),
  projectedAlerts: z.boolean(),
  autoScaleDown: z.boolean(),
  emergencyStop: z.boolean(),
  degradeTo: z.record(z.string(), z.string()),
} as const;
export const formSchema = z.object(form);
export const formReadSchema = z.object({ ...asOf, ...form });

/** One of the organisation's two periods; without a limit there is no percent and nothing is held. */
export const standingSchema = z.object({
  periodKey: z.string(),
  resetsAt: z.nullable(timeSchema),
  limitUsd: z.nullable(decimalSchema),
  spentUsd: decimalSchema,
  heldUsd: decimalSchema,
  projectedUsd: z.nullable(decimalSchema),
  percent: decimalSchema,
  severity: reachedSchema,
  unpricedEvents: countSchema,
});
/** GET /budget/status. */
export const budgetStatusSchema = z.object({
  ...asOf,
  monthly: standingSchema,
  daily: standingSchema,
  /** What all calls are answered, and each budget of the organisation that acts on them, the strictest first. */
  actions: z.object({
    gate,
    budgets: z.array(z.object({ id: z.string(), name: z.string(), gate })),
  }),
});

/** POST /budgets/preview: what would have been raised. */
export const previewSchema = z.object({
  from: daySchema,
  to: daySchema,
  values: countSchema,
  count: countSchema,
  firings: z.array(
    z.object({
      scope,
      period: z.string(),
      threshold: z.string(),
      severity,
      day: daySchema,
      spentUsd: decimalSchema,
      limitUsd: decimalSchema,
    }),
  ),
});

/** POST /budgets/check: how many were looked at, what has reached a threshold, which gates were turned. */
export const checkSchema = z.object({
  checked: countSchema,
  /**
   * Budgets of values that the function `check-budgets` looks at instead, in a moment: more than one answer can hold.
   */
  left: countSchema,
  reached: z.array(budgetStateSchema),
  gateChanges: z.array(
    z.object({ budgetId: z.string(), scope, period: z.string(), gate: z.enum(TURNED_GATES) }),
  ),
});

/** POST /budgets/authorize. */
export const decisionSchema = z.object({
  decision: gate,
  /**
   * Why the call is not allowed as it is: of a denied call why, of a degraded one `cheaper-model`; absent when nothing
   * does.
   */
  code: z.optional(z.enum(GATE_CODES)),
  /** When the periods of all budgets behind it have ended; absent where time alone does not help. */
  resetsAt: z.optional(timeSchema),
  /** For the person behind the call: no names of budgets or models, no amounts. */
  userMessage: z.optional(z.string()),
  holdId: z.optional(z.string()),
  expiresAt: z.optional(timeSchema),
  /**
   * Left in the tightest budget that applies, or in the hold above the call, for callers without a role of those of
   * their own user; absent when none does.
   */
  remainingUsd: z.optional(decimalSchema),
  degradeTo: z.optional(z.string()),
  reasons: z.array(z.string()),
  /** The budgets behind the reasons, in their order; reasons of others' budgets come last and name none. */
  budgetIds: z.array(z.string()),
});

const holdStatus = z.enum(HOLD_STATUSES);
/** What a call may cost, held against the budgets that apply to it. */
export const holdSchema = z.object({
  id: z.string(),
  status: holdStatus,
  estimateUsd: decimalSchema,
  userId: z.nullable(z.string()),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** What the caller said of the call; null where it is not known. */
  call: z.object({
    provider: z.nullable(z.string()),
    service: z.nullable(z.string()),
    model: z.nullable(z.string()),
    resource: z.nullable(apiReferenceSchema),
    group: z.nullable(apiReferenceSchema),
  }),
  /** What it holds of budgets itself: what the hold above it holds of them is not among it. */
  budgets: z.array(z.object({ id: z.string(), scope, period: z.string(), heldUsd: decimalSchema })),
  /** The hold that it spends from; null where it stands alone. */
  parentHoldId: z.nullable(z.string()),
  /** Of one opened `asParent` what its children may still take; null where it has none. */
  leftUsd: z.nullable(decimalSchema),
});
/** GET /budgets/holds: newest first, of the last day. */
export const holdListSchema = z.object({
  ...asOf,
  holds: z.array(holdSchema),
  ...namesOfList,
  ...nextCursor,
});
export const holdsQuery = z.strictObject({
  ...pageQuery,
  ...namesQuery,
  status: z.optional(z.enum([...HOLD_STATUSES, 'all'])),
  userId: z.optional(nameQuery),
  budgetId: z.optional(nameQuery),
});
/** POST /budgets/holds/release: all open holds of one person, and how many there were. */
export const releaseOfUserSchema = z.strictObject({ userId: userIdSchema });
export const releaseOfUserAnswerSchema = z.object({ userId: z.string(), released: countSchema });
export const releaseSchema = z.object({ id: z.string(), released: z.boolean() });
export const liftedSchema = z.object({ id: z.string(), lifted: z.boolean() });
