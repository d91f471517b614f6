import { WHOLE } from './whole-number.ts';
import * as z from 'zod';
import { AWS_REGION } from '../contracts/aws-region.ts';
import { SETTING_DEFAULTS, SPEND_METRICS } from '../contracts/setting-defaults.ts';
import { allowedOriginsSchema } from './origin-schema.ts';
import { bedrockLogsSchema } from './bedrock-logs.ts';
import { cacheSecondsSchema } from './cache-seconds.ts';
import { jwtSchema } from './jwt.ts';
import { mailIdentitySchema } from './mail-identity.ts';
import { personCaps } from './person-caps.ts';
import { priceCanarySchema, priceFeedSchema } from './price-feed.ts';
import { rateFeedSchema } from './rate-feed.ts';
import { restoredTableSchema } from './restored-table.ts';
import { senderAccountsSchema } from './sender-accounts.ts';
import { contradictionsOf } from './stage-contradictions.ts';
import { isTimeZone } from './time-zone.ts';

/** Longest that Lambda waits to fill a stream batch, seconds; with the five of the queue this bounds freshness. */
const LONGEST_WINDOW_SECONDS = 300;

const day = z.iso.date('must be a day such as "2026-01-01"');

const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

/**
 * Everything that may differ between two stages. Each field states what it is when it is left out; the
 * values themselves are in config/stages.ts, and `-c name=value` overrides a single one at synthesis.
 */
export const stageSchema = z.strictObject({
  /** Name of the stage; part of every stack name. No default. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 lower case letters, digits or "-"'),
  /** AWS account the stage lives in; a deploy with another's credentials is refused. Default: the caller's. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
    .optional(),
  /** AWS region the stage lives in. No default. */
  region: z.string().regex(AWS_REGION, 'must be an AWS region such as "us-east-1"'),
  /** IANA zone that defines the ledger day; fixed at the first deploy. Default: UTC. */
  ledgerTimeZone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as "Europe/Berlin"')
    .default(SETTING_DEFAULTS.timeZone),
  /**
   * Seconds until a message may show in the totals; sets the windows of the queue and of the stream
   * (lib/batch-windows.ts). 0: at once, in small batches. Default: 2.
   */
  freshnessSeconds: z
    .int(WHOLE)
    .min(0)
    .max(LONGEST_WINDOW_SECONDS)
    .refine((value) => value !== 1, 'must be 0, or 2 and more: each of the two windows needs a whole second')
    .default(2),
  /** API requests a minute and caller; 0 is unlimited. Default: 100. */
  requestsPerMinute: z.int(WHOLE).nonnegative().default(SETTING_DEFAULTS.requestsPerMinute),
  /** The same for `/record` and `/budgets/authorize`. Default: 60,000. */
  recordsPerMinute: z.int(WHOLE).nonnegative().default(SETTING_DEFAULTS.recordsPerMinute),
  /** API requests a second of all callers together, beyond which API Gateway answers 429. Default: 2,000. */
  apiRequestsPerSecond: z.int(WHOLE).positive().default(2_000),
  /** Origins that a browser may call the API from; the API takes bearer tokens, no cookies. Default: any. */
  allowedOrigins: allowedOriginsSchema.default(['*']),
  /** Names of tags with totals of their own, at most four. Default: none. */
  trackedTags: z.array(z.string().min(1).max(64)).max(4, 'must have at most 4 tags').default([]),
  /** Lanes of entries, organisation and user totals by their first day; add only future days. Default: one lane. */
  lanes: z.array(z.strictObject({ from: day, count: z.int(WHOLE).min(1).max(64) })).default([]),
  /** Days that entries are kept; older messages are rejected and kept aside. Default: for ever. */
  retentionDays: z.int(WHOLE).min(35, 'must be 35 or more: marks outlive the replay they guard').optional(),
  /**
   * Days back that events are taken: a device whose clock shows 1970 cannot make the ledger older than it is.
   * Older ones are rejected and kept aside; `npm run import` brings history in. Default: 400.
   */
  oldestDays: z
    .int(WHOLE)
    .min(35, 'must be 35 or more: what waited for a month has to be taken')
    .max(20_000, 'must be 20000 or less: nothing is older than 1970')
    .default(SETTING_DEFAULTS.oldestDays),
  /**
   * Token claim that equals the `userId` of messages. The access tokens of a Cognito pool have `sub` and `username`
   * alone; its ID tokens have others, such as `email`. Default: `sub`.
   */
  userClaim: z.string().min(1).default(SETTING_DEFAULTS.userClaim),
  /**
   * The one token claim that carries groups, a list of texts. A stage with `jwt` must name it, such as `groups`.
   * Default: `cognito:groups`.
   */
  groupsClaim: z.string().min(1).optional(),
  /** The prefix before cost-admins, cost-readers and cost-writers in that claim. Default: nothing. */
  groupsPrefix: z.string().max(128).default(''),
  /**
   * Keep a keyed hash in the place of each user id; the key costs $1 a month. Set it before the first message:
   * what was recorded under plain ids stays under them. Default: false.
   */
  hashUserIds: z.boolean('must be true or false').default(false),
  /** Days after its end that a month is closed. Default: 3. */
  closeAfterDays: z
    .int(WHOLE)
    .min(2, 'must be 2 or more: late entries are told by 48 hours')
    .default(SETTING_DEFAULTS.closeAfterDays),
  /**
   * Seconds that a read of an open period may be cached by its caller: one number, or one for each of dashboard,
   * budget, breakdown and monthly, such as `{ dashboard: 60, budget: 300 }`; others then have 0. Default: 0.
   */
  cacheSeconds: cacheSecondsSchema.default(0),
  /** Region of AWS usage that names none. Default: us-east-1. */
  defaultRegion: z.string().min(1).default(SETTING_DEFAULTS.defaultRegion),
  /** Budgets that the stage brings along, each as the API's POST /budgets takes it, with an id. Default: none. */
  budgets: z.array(z.record(z.string(), z.unknown())).default([]),
  /** The organisation's budget until someone changes it, as the API's PUT /budget/config takes it. Default: none. */
  organisationBudget: z.record(z.string(), z.unknown()).default({}),
  /** Items that the holds of the organisation's budgets are spread over; one holds about 800 a second. Default: 1. */
  organisationHoldLanes: z.int(WHOLE).min(1).max(64).default(SETTING_DEFAULTS.organisationHoldLanes),
  ...personCaps,
  /**
   * Keep an event aside whose usage is more than so many times the mean of its model and of its user in the last
   * week, such as 1000; a new model is compared with others of the unit. `/quarantine` shows it and a redrive with
   * `accept` records it. Default: 0, none is; the stages staging and production have 1000.
   */
  suspectFactor: z.int(WHOLE).nonnegative().default(0),
  /**
   * Record each call of Bedrock in the account and region by its model invocation log: true turns it on into a bucket,
   * "cloudwatch" into a log group, and either replaces another configuration of that logging; {"logGroup": NAME} reads
   * the log group that the account logs to already and turns nothing on. Default: false.
   */
  bedrockLogs: bedrockLogsSchema.default(false),
  /** Mails about alerts in an hour; what is beyond waits and goes together. 0 is unlimited. Default: 100. */
  mailsPerHour: z.int(WHOLE).nonnegative().default(SETTING_DEFAULTS.mailsPerHour),
  /** Name of the organisation in reports, statements and mails. Default: the stage's name. */
  organisationName: z.string().max(100).default(''),
  /** Who gets the weekly and the monthly mail; the stage needs a mailSender. Default: no one. */
  reportRecipients: z.array(z.email('must be a mail address')).max(20).default([]),
  /**
   * Units of other currencies for 1 USD, each with its day and source; reads convert by them. `npm run rates`
   * writes config/exchange-rates.json, which the stages use. Default: none.
   */
  exchangeRates: z
    .array(z.strictObject({ currency: z.string(), rate: z.string(), date: day, source: z.string() }))
    .default([]),
  /**
   * Where exchange rates come from by themselves, looked at every six hours: the address, the currencies, and how many
   * percent a rate may move. The newest of them and of exchangeRates counts. Default: none, nothing is fetched.
   */
  rateFeed: rateFeedSchema.optional(),
  /**
   * Apply the best advised change of model of low risk each week, by itself: it changes the model that budgets
   * hand back when they degrade, and rejecting it later undoes that. Default: false.
   */
  applySavings: z.boolean('must be true or false').default(false),
  /** Prices of the stage's own that hold always, each as the API's POST /prices takes it. Default: none. */
  priceOverrides: z.array(z.record(z.string(), z.unknown())).default([]),
  /**
   * Where signed price packs come from: https addresses of the newest pack, the Ed25519 key they are trusted by,
   * how often to look, and how many percent of the last seven days a pack may move by itself. `pinnedVersion` takes
   * that pack alone. Default: none, the prices of the deployment hold.
   */
  priceFeed: priceFeedSchema.optional(),
  /**
   * Replay the last seven days under each price of your own that changes one, before it counts; what moves them by more
   * than `holdAbovePercent` (default 5) waits for an administrator. Default: those sent with "canary": true; the stages
   * staging and production have 5.
   */
  priceCanary: priceCanarySchema.optional(),
  /**
   * The open day's spend as CloudWatch metrics, hourly: off, total (one metric), or services (one more for each
   * service in use). Each metric costs about $0.30 a month. Default: services.
   */
  spendMetrics: z
    .enum(SPEND_METRICS, 'must be off, total or services')
    .default(SETTING_DEFAULTS.spendMetrics),
  /** Days that logs are kept, one of CloudWatch's own numbers. Default: 30. */
  logRetentionDays: z.literal(LOG_DAYS, `must be ${LOG_DAYS.slice(0, -1).join(', ')} or 365`).default(30),
  /**
   * Also watch each function for errors and throttles, $0.10 a month an alarm. What they lead to has its alarm always:
   * messages that wait, totals that lag, calls that were given up, answers of 5xx. Default: false.
   */
  functionAlarms: z.boolean('must be true or false').default(false),
  /**
   * A CloudWatch dashboard of the stage: messages, freshness, errors, queues, alarms, the table. An account has three
   * for nothing, each further one is $3 a month. Default: true.
   */
  operationsDashboard: z.boolean('must be true or false').default(true),
  /** Trace every function by X-Ray; $5 a million traces beyond the first 100,000 of a month. Default: false. */
  tracing: z.boolean('must be true or false').default(false),
  /**
   * Bring a new version of recorder, aggregator and API to a tenth of the calls for five minutes, by CodeDeploy, and
   * take the deployment back when it fails: an alarm for each, $0.10 a month. Default: false; production has it.
   */
  gradualDeploys: z.boolean('must be true or false').default(false),
  /** What the functions log; DEBUG names each event, up to 200 in a line. Default: INFO. */
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  /** Recorders that may run at once, 2 or more; a new account has ten executions in all. Default: 2. */
  recorderConcurrency: z.int(WHOLE).min(2).max(1000).default(2),
  /**
   * Workers of jobs that may run at once, 2 or more: the days of a night's audit, roll-up and of a recalculation are
   * shared by them. docs/scale.md says from what load on it takes more. Default: 2.
   */
  jobConcurrency: z.int(WHOLE).min(2).max(1000).default(2),
  /** Mail address that alarms go to; it must confirm the subscription. Default: alarms show in the console only. */
  alarmMail: z.email('must be a mail address').optional(),
  /** Address that mails to people come from; SES must have verified it or its domain. Default: none are sent. */
  mailSender: z.email('must be a mail address').optional(),
  /**
   * Domain or address that the stack has SES verify; the records to publish for a domain are outputs. It must be
   * the sender's. Default: none, you verified it yourself.
   */
  mailIdentity: mailIdentitySchema.optional(),
  /** Allow Slack and webhook channels; the key that encrypts their addresses costs $1 a month. Default: false. */
  webhooks: z.boolean('must be true or false').default(false),
  /**
   * Record what the ledger itself costs, its functions, queues and table, as usage of provider `aws`: one
   * message an hour for each service, of CloudWatch's numbers. Default: false.
   */
  ownCost: z.boolean('must be true or false').default(false),
  /** Prove every hour that a breach becomes an alert, by usage of 10^-12 USD in its own scope. Default: true. */
  alertCanary: z.boolean('must be true or false').default(true),
  /**
   * Other AWS accounts that may send usage to the queue: its policy, and that of the stage's own key, let them in.
   * Their functions and roles need the right as well. Default: none.
   */
  senderAccounts: senderAccountsSchema.default([]),
  /** Encrypt table, queues and bucket with a key of your own, $1 a month and its requests. Default: AWS's keys. */
  customerManagedKey: z.boolean('must be true or false').default(false),
  /** Keep table, bucket and logs when the stack goes, and refuse to delete the table. Default: true. */
  retainData: z.boolean('must be true or false').default(true),
  /**
   * A table restored from a backup that the stage uses in the place of its own, see the runbook. Default: its own.
   */
  restoredTable: restoredTableSchema.optional(),
  /** Host the dashboard: a bucket behind CloudFront. Default: true. */
  dashboard: z.boolean('must be true or false').default(true),
  /** Who issues the API's tokens. Default: a Cognito user pool of the stage's own. */
  jwt: jwtSchema.optional(),
});

/** One stage, validated and with every default filled in. */
export type StageConfig = z.output<typeof stageSchema>;
/** One stage as it is written down. */
export type StageInput = z.input<typeof stageSchema>;

/**
 * Checks one stage and fills in its defaults; `remedy` ends the sentence that says what is wrong.
 * @throws Error with one line per wrong field: its name, what is wrong, and where to change it
 */
export function parseStage(
  input: unknown,
  remedy = 'Correct it in config/stages.ts or in the -c options of the command.',
): StageConfig {
  const parsed = stageSchema.safeParse(input);
  const lines = parsed.success
    ? contradictionsOf(parsed.data)
    : parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'stage'}: ${issue.message}`);
  if (parsed.success && lines.length === 0) return parsed.data;
  throw new Error(`The stage cannot be used:\n${lines.join('\n')}\n${remedy}`);
}
