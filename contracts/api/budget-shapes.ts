import { ENFORCEMENTS, PERIODS, SEVERITIES, TURNED_GATES, UNPRICED_RULES } from '../budget-vocabulary.ts';
import * as z from 'zod/mini';
import { BUDGET_CHANNELS } from '../alert-channels.ts';
import { oneOfHelp } from '../one-of-help.ts';
import { BUDGET_KINDS } from '../scopes.ts';
import { LONGEST_HOLD_SECONDS } from '../hold-duration.ts';
import { percentSchema, shareSchema, usdSchema } from './budget-amounts.ts';
import { LIMITS } from '../message-limits.ts';
import { quantitySchema, referenceSchema, userIdSchema, visibleName } from '../usage-message.ts';
import { boundedText } from '../bounded-text.ts';
import { SERVICES } from '../usage-vocabulary.ts';

const name = boundedText(LIMITS.nameCharacters);

const severity = z.enum(SEVERITIES, { error: oneOfHelp(SEVERITIES) });
const gate = z.enum(TURNED_GATES, { error: oneOfHelp(TURNED_GATES) });

const thresholdSchema = z.union(
  [
    z.strictObject({ percent: percentSchema, severity: z.optional(severity), gate: z.optional(gate) }),
    z.strictObject({ usd: usdSchema, severity: z.optional(severity), gate: z.optional(gate) }),
  ],
  { error: 'must be {"percent": 80} or {"usd": "1.00"}, with an optional severity and gate' },
);

const scopeSchema = z.strictObject({
  kind: z.enum(BUDGET_KINDS, {
    error: oneOfHelp(BUDGET_KINDS),
  }),
  type: z.optional(name),
  id: z.optional(name),
});

const degradeSchema = z
  .record(name, name)
  .check(z.refine((value) => Object.keys(value).length <= 64, 'must have at most 64 models'));

/** Fields of a budget that a caller may set; a POST needs name, scope, period and a limit. */
export const budgetInputSchema = z.strictObject({
  name: z.optional(visibleName),
  enabled: z.optional(z.boolean({ error: 'must be true or false' })),
  scope: z.optional(scopeSchema),
  period: z.optional(z.enum(PERIODS, { error: oneOfHelp(PERIODS) })),
  limitUsd: z.optional(usdSchema),
  /** Share of the revenue posted for the period, such as "0.2", instead of limitUsd. */
  limitShareOfRevenue: z.optional(shareSchema),
  thresholds: z.optional(z.array(thresholdSchema).check(z.maxLength(16, 'must have at most 16 thresholds'))),
  enforcement: z.optional(z.enum(ENFORCEMENTS, { error: oneOfHelp(ENFORCEMENTS) })),
  unpriced: z.optional(z.enum(UNPRICED_RULES, { error: oneOfHelp(UNPRICED_RULES) })),
  unpricedEstimateUsd: z.optional(usdSchema),
  degradeTo: z.optional(degradeSchema),
  channels: z.optional(
    z
      .array(z.enum(BUDGET_CHANNELS, { error: oneOfHelp(BUDGET_CHANNELS) }))
      .check(z.maxLength(BUDGET_CHANNELS.length)),
  ),
  /** false: only what was spent raises alerts, no projection. */
  projectedAlerts: z.optional(z.boolean({ error: 'must be true or false' })),
  timeZone: z.optional(boundedText(64)),
});
export type BudgetInput = z.infer<typeof budgetInputSchema>;

/** A mail address that names one person. */
export const MAIL = /^[^\s@<>,;"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const optionalLimit = z.optional(z.nullable(usdSchema));
const ADDRESS_HELP = 'must be an https address such as "https://hooks.example.com/services/…"';
/** Which hosts are allowed is decided by core/alerts/webhook-address.ts; `null` takes it away. */
const webhookAddress = z.optional(
  z.nullable(
    z
      .string({ error: ADDRESS_HELP })
      .check(z.maxLength(1000), z.regex(/^https?:\/\/[^\s/]+\/\S*$/, ADDRESS_HELP)),
  ),
);
const flag = z.optional(z.boolean({ error: 'must be true or false' }));

/** The organisation's form; a PUT names only what it changes, `null` takes a limit or the webhook away. */
export const organisationFormSchema = z.strictObject({
  monthlyLimit: optionalLimit,
  dailyLimit: optionalLimit,
  warningThreshold: z.optional(percentSchema),
  criticalThreshold: z.optional(percentSchema),
  emergencyThreshold: z.optional(percentSchema),
  emailAlerts: flag,
  emailRecipients: z.optional(
    z
      .array(
        z
          .string({ error: 'must be a mail address' })
          .check(z.maxLength(254), z.regex(MAIL, 'must be a mail address such as "ops@example.com"')),
      )
      .check(z.maxLength(20, 'must have at most 20 addresses')),
  ),
  slackAlerts: flag,
  slackWebhookUrl: webhookAddress,
  webhookAlerts: flag,
  /** false: only what was spent raises alerts, no projection. */
  projectedAlerts: flag,
  webhookUrl: webhookAddress,
  /** Signs what the webhook gets; never shown again. */
  webhookSigningKey: z.optional(
    z.nullable(
      z
        .string({ error: 'must be a text' })
        .check(z.minLength(16, 'must have 16 characters or more'), z.maxLength(256)),
    ),
  ),
  autoScaleDown: flag,
  emergencyStop: flag,
  degradeTo: z.optional(degradeSchema),
});
export type OrganisationFormInput = z.infer<typeof organisationFormSchema>;

/** A budget that a stage's configuration brings along. */
export const stageBudgetSchema = z.extend(budgetInputSchema, {
  id: z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"')),
});
/** The organisation's form as a stage's configuration brings it along: secrets do not belong there. */
export const stageFormSchema = z.omit(organisationFormSchema, {
  slackWebhookUrl: true,
  webhookUrl: true,
  webhookSigningKey: true,
});

/** At most so many entries, as a message may have. */
function atMost(most: number, what: string) {
  return z.refine<object>((value) => Object.keys(value).length <= most, `must have at most ${most} ${what}`);
}

/** What `POST /budgets/authorize` asks. */
export const authorizeSchema = z.strictObject({
  userId: z.optional(userIdSchema),
  resource: z.optional(referenceSchema),
  group: z.optional(referenceSchema),
  tags: z.optional(
    z
      .record(boundedText(LIMITS.tagNameCharacters), boundedText(LIMITS.tagValueCharacters))
      .check(atMost(LIMITS.tags, 'tags')),
  ),
  provider: z.optional(name),
  service: z.optional(z.enum(SERVICES, { error: `must be one of ${SERVICES.join(', ')}` })),
  model: z.optional(name),
  region: z.optional(boundedText(64)),
  attributes: z.optional(z.record(boundedText(64), name).check(atMost(LIMITS.attributes, 'attributes'))),
  operation: z.optional(name),
  /** The most the call may cost. Without it and usage, a call below a parent holds all that is left of that. */
  estimateUsd: z.optional(usdSchema),
  usage: z.optional(
    z
      .record(boundedText(LIMITS.usageNameCharacters), quantitySchema)
      .check(atMost(LIMITS.usageParts, 'parts')),
  ),
  /** The open hold that this one spends from, of a request with `asParent`; four may stand above each other. */
  parentHoldId: z.optional(boundedText(LIMITS.idCharacters)),
  /** Requests may name the hold as their `parentHoldId`: a run, or an agent, whose calls spend from it. */
  asParent: z.optional(z.boolean('must be true or false')),
  /** How long the call may take, seconds; a hold expires by itself. Default 600, at most a day (hold-duration.ts). */
  holdSeconds: z.optional(
    z
      .int('must be a whole number of seconds')
      .check(
        z.gte(1, 'must be 1 or more'),
        z.lte(LONGEST_HOLD_SECONDS, `must be ${LONGEST_HOLD_SECONDS} or less`),
      ),
  ),
});
export type AuthorizeInput = z.infer<typeof authorizeSchema>;

/** What `POST /budgets/{id}/lift` may say: which value of a budget for every value. */
export const liftSchema = z.strictObject({ value: z.optional(name) });

const DAYS_HELP = 'must be a whole number from 1 to 90';

/** How far `POST /budgets/preview` looks back. */
export const previewDays = z.strictObject({
  days: z.optional(
    z.string().check(
      z.regex(/^\d{1,2}$/, DAYS_HELP),
      z.refine((text) => Number(text) >= 1 && Number(text) <= 90, DAYS_HELP),
    ),
  ),
});
