import { asBoolean, asJson, asList, asNumber, asText, type Reader } from './readers.ts';
import type { StageConfig } from './stage-schema.ts';

/** Every field but the stage's name may be given on the command line. */
const READERS: Readonly<Record<Exclude<keyof StageConfig, 'stage'>, Reader>> = {
  account: asText,
  region: asText,
  ledgerTimeZone: asText,
  freshnessSeconds: asNumber,
  requestsPerMinute: asNumber,
  recordsPerMinute: asNumber,
  apiRequestsPerSecond: asNumber,
  allowedOrigins: asList,
  trackedTags: asList,
  lanes: asJson,
  retentionDays: asNumber,
  oldestDays: asNumber,
  userClaim: asText,
  groupsClaim: asText,
  groupsPrefix: asText,
  hashUserIds: asBoolean,
  cacheSeconds: asJson,
  closeAfterDays: asNumber,
  spendMetrics: asText,
  defaultRegion: asText,
  budgets: asJson,
  organisationBudget: asJson,
  organisationHoldLanes: asNumber,
  suspectFactor: asNumber,
  bedrockLogs: asJson,
  mailsPerHour: asNumber,
  userHoldSeconds: asNumber,
  userOpenHolds: asNumber,
  userHoldPercent: asNumber,
  userHoldUsd: asText,
  userMayName: asList,
  organisationName: asText,
  reportRecipients: asList,
  exchangeRates: asJson,
  rateFeed: asJson,
  priceOverrides: asJson,
  priceFeed: asJson,
  priceCanary: asJson,
  logRetentionDays: asNumber,
  functionAlarms: asBoolean,
  operationsDashboard: asBoolean,
  tracing: asBoolean,
  gradualDeploys: asBoolean,
  logLevel: asText,
  recorderConcurrency: asNumber,
  jobConcurrency: asNumber,
  alarmMail: asText,
  mailSender: asText,
  mailIdentity: asText,
  webhooks: asBoolean,
  alertCanary: asBoolean,
  applySavings: asBoolean,
  ownCost: asBoolean,
  senderAccounts: asList,
  customerManagedKey: asBoolean,
  retainData: asBoolean,
  restoredTable: asJson,
  dashboard: asBoolean,
  jwt: asJson,
};

/** Context that is neither CDK's own nor a field of a stage. */
const OTHER_NAMES = ['stage'];

/** Context of CDK and its tools always has one of these characters in its name. */
const FOREIGN_NAME = /[:/@-]/;

/**
 * The stage's fields among CDK's context, `-c requestsPerMinute=0` and the like, as overrides for findStage.
 * @throws Error for a name that is no field, so that a slip of the pen does not deploy the default
 */
export function readOverrides(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (FOREIGN_NAME.test(name) || OTHER_NAMES.includes(name)) continue;
    if (!isField(name)) {
      throw new Error(`A stage has no "${name}". -c takes stage, ${Object.keys(READERS).join(', ')}.`);
    }
    overrides[name] = typeof value === 'string' ? READERS[name](value) : value;
  }
  return overrides;
}

function isField(name: string): name is keyof typeof READERS {
  return Object.hasOwn(READERS, name);
}

/** Begins the names of environment variables that set a field of the stage, such as COSTKEEPER_STAGE_MAIL_SENDER. */
const VARIABLE = 'COSTKEEPER_STAGE_';

/**
 * The stage's fields among environment variables, read as those of `-c` are: COSTKEEPER_STAGE_PRICE_OVERRIDES sets
 * priceOverrides. A field in `-c` comes before them.
 * @throws Error for a name of that beginning that is no field
 */
export function readVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLE) || text === undefined) continue;
    const name = variable
      .slice(VARIABLE.length)
      .toLowerCase()
      .replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!isField(name)) {
      throw new Error(`A stage has no "${name}", which ${variable} sets: correct its name or unset it.`);
    }
    overrides[name] = READERS[name](text);
  }
  return overrides;
}
