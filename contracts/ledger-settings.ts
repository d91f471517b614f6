import * as z from 'zod/mini';
import { cacheSecondsSchema } from './cache-seconds.ts';
import { stageBudgetSchema, stageFormSchema } from './api/budget-shapes.ts';
import { sentDay } from './date-schemas.ts';
import { LONGEST_HOLD_SECONDS } from './hold-duration.ts';
import { priceCanarySchema } from './price-canary.ts';
import { priceOverrideSchema } from './price-override.ts';
import { priceFeedSchema } from './price-pack.ts';
import { rateFeedSchema } from './rate-feed.ts';
import { LEDGER_SETTING_DEFAULTS as DEFAULTS, SPEND_METRICS, USER_MAY_NAME } from './setting-defaults.ts';

/** What one USD is worth in a currency, on which day, and who says so. */
const exchangeRateSchema = z.object({
  currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as "EUR"')),
  rate: z
    .string()
    .check(z.regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,12})?$/, 'must be a decimal above zero such as "0.86"')),
  date: sentDay,
  source: z.string().check(z.minLength(1), z.maxLength(200)),
});

const USD_WORDS = 'must be a decimal above zero such as "1.00"';

/**
 * What the functions need to know of their stage; config/ makes it, LEDGER_SETTINGS carries it as JSON. The deployment
 * checks it by this schema, and functions take it as it comes (lambdas/support/read-environment.ts): a schema costs
 * them a fifth of their start. Everything here has a default, so that a function can be run on its own.
 */
export const ledgerSettingsSchema = z.object({
  /** IANA zone that defines the ledger day; fixed at first deploy. */
  timeZone: z._default(z.string(), DEFAULTS.timeZone),
  /** Lanes of entries, organisation cells and users by first day; only future days may be added. */
  lanes: z._default(z.array(z.object({ from: sentDay, count: z.int().check(z.positive()) })), DEFAULTS.lanes),
  /** Tags with totals of their own, at most four. */
  trackedTags: z._default(z.array(z.string()).check(z.maxLength(4)), DEFAULTS.trackedTags),
  /** Entries older than this are rejected and expire; absent: kept for ever. */
  retentionDays: z.optional(z.int().check(z.positive())),
  /** Events older than this many days are rejected, unless an import is open. */
  oldestDays: z._default(z.int().check(z.positive()), DEFAULTS.oldestDays),
  /** A month closes this many days after its end, two at the least. */
  closeAfterDays: z._default(z.int().check(z.gte(2)), DEFAULTS.closeAfterDays),
  /** Spend as CloudWatch metrics: none, one for all, or one for each service too. */
  spendMetrics: z._default(z.enum(SPEND_METRICS), DEFAULTS.spendMetrics),
  /** Region of AWS usage that names none. */
  defaultRegion: z._default(z.string(), DEFAULTS.defaultRegion),
  /** Requests a minute per caller; 0 is unlimited. */
  requestsPerMinute: z._default(z.int().check(z.nonnegative()), DEFAULTS.requestsPerMinute),
  /** The same for `/record` and `/budgets/authorize`. */
  recordsPerMinute: z._default(z.int().check(z.nonnegative()), DEFAULTS.recordsPerMinute),
  /** The token claim that equals the userId of messages. */
  userClaim: z._default(z.string(), DEFAULTS.userClaim),
  /** The one token claim that carries groups. */
  groupsClaim: z._default(z.string(), DEFAULTS.groupsClaim),
  /** The prefix of the ledger's groups in it. */
  groupsPrefix: z._default(z.string(), DEFAULTS.groupsPrefix),
  /** The ledger keeps a keyed hash in the place of each user id. */
  hashUserIds: z._default(z.boolean(), DEFAULTS.hashUserIds),
  /** Budgets that the stage brings along; a stored one of the same id replaces it. */
  budgets: z._default(z.array(stageBudgetSchema), DEFAULTS.budgets),
  /** The organisation's form as long as it was not changed. */
  organisationBudget: z._default(stageFormSchema, DEFAULTS.organisationBudget),
  /** Over how many items the holds of the organisation's budgets are spread; 1 holds about 800 a second. */
  organisationHoldLanes: z._default(z.int().check(z.gte(1), z.lte(64)), DEFAULTS.organisationHoldLanes),
  /** The longest hold of a caller who is no backend, seconds. */
  userHoldSeconds: z._default(z.int().check(z.gte(1), z.lte(LONGEST_HOLD_SECONDS)), DEFAULTS.userHoldSeconds),
  /** Holds that one such person may have open at once. */
  userOpenHolds: z._default(z.int().check(z.gte(1), z.lte(10_000)), DEFAULTS.userOpenHolds),
  /** Percent of a budget that is not their own which these holds may take together. */
  userHoldPercent: z._default(z.int().check(z.gte(1), z.lte(100)), DEFAULTS.userHoldPercent),
  /** The amount which they may take of any such budget, in the place of the percentage. */
  userHoldUsd: z.optional(z.string().check(z.regex(/^(?!0+(\.0+)?$)\d{1,9}(\.\d{1,12})?$/, USD_WORDS))),
  /** What such callers may name at the gate beside themselves, provider, service and model. */
  userMayName: z._default(z.array(z.enum(USER_MAY_NAME)), DEFAULTS.userMayName),
  /** An event with more than so many times the mean of its model and user is kept aside; 0: none is. */
  suspectFactor: z._default(z.int().check(z.nonnegative()), DEFAULTS.suspectFactor),
  /** The stage has a sender of mails. */
  mails: z._default(z.boolean(), DEFAULTS.mails),
  /** Mails about alerts in an hour; what is beyond waits for the next and goes together. 0 is unlimited. */
  mailsPerHour: z._default(z.int().check(z.nonnegative()), DEFAULTS.mailsPerHour),
  /** The stage has the canary of alerting and its budget. */
  alertCanary: z._default(z.boolean(), DEFAULTS.alertCanary),
  /** Seconds that a read of an open period may be cached, see contracts/cached-reads.ts. */
  cacheSeconds: z._default(cacheSecondsSchema, DEFAULTS.cacheSeconds),
  /** Name of the organisation in reports, statements and mails; empty: the stage's name. */
  organisationName: z._default(z.string(), DEFAULTS.organisationName),
  /** Mail addresses of those who get the weekly and the monthly mail. */
  reportRecipients: z._default(z.array(z.string()), DEFAULTS.reportRecipients),
  /** What one USD is worth in other currencies; the newest date of each counts. */
  exchangeRates: z._default(z.array(exchangeRateSchema), DEFAULTS.exchangeRates),
  /** Where rates come from by themselves; absent: the stage's constants are all there is. */
  rateFeed: z.optional(rateFeedSchema),
  /** Each week, apply the best change of model of low risk to what `degrade` hands back. */
  applySavings: z._default(z.boolean(), DEFAULTS.applySavings),
  /** Prices of the stage's own that hold always, such as negotiated ones. */
  priceOverrides: z._default(z.array(priceOverrideSchema), DEFAULTS.priceOverrides),
  /** Where price packs come from; absent: the prices of the deployment hold. */
  priceFeed: z.optional(priceFeedSchema),
  /** Prices of one's own that change what held are replayed first; absent: those that ask for it. */
  priceCanary: z.optional(priceCanarySchema),
});

export type LedgerSettings = z.infer<typeof ledgerSettingsSchema>;
