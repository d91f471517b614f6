import type { StageConfig } from '../../../config/stage-schema.ts';
import { type Templates, templatesOf } from './templates.ts';

/** What names a stage and its place; it is no option. */
export const PLACE: readonly (keyof StageConfig)[] = ['stage', 'account', 'region'];

/** Options that cannot stand beside the others of EVERY_OPTION, each with the reason; each is a switch by itself. */
export const ALONE: Partial<Readonly<Record<keyof StageConfig, string>>> = {
  restoredTable: 'with it every function uses another table, and the stage’s own is what the rules look at',
};

const price = { provider: 'openai', model: 'gpt-4o-mini', unit: 'output_tokens' };

/** A stage with every option on, or at another value than NO_OPTION has. */
export const EVERY_OPTION: Partial<StageConfig> = {
  ledgerTimeZone: 'Europe/Berlin',
  freshnessSeconds: 60,
  requestsPerMinute: 200,
  recordsPerMinute: 120_000,
  apiRequestsPerSecond: 500,
  allowedOrigins: ['https://costs.example.com'],
  trackedTags: ['tier', 'niche', 'team', 'plan'],
  lanes: [{ from: '2027-01-01', count: 8 }],
  retentionDays: 90,
  oldestDays: 800,
  userClaim: 'email',
  groupsClaim: 'groups',
  groupsPrefix: 'ledger-',
  hashUserIds: true,
  closeAfterDays: 5,
  cacheSeconds: 60,
  defaultRegion: 'eu-central-1',
  budgets: [{ id: 'openai', scope: { kind: 'provider', id: 'openai' }, period: 'daily', limitUsd: '10' }],
  organisationBudget: { dailyLimit: '100' },
  organisationHoldLanes: 4,
  userHoldSeconds: 300,
  userOpenHolds: 10,
  userHoldPercent: 10,
  userHoldUsd: '5',
  userMayName: ['resource'],
  suspectFactor: 1000,
  bedrockLogs: true,
  mailsPerHour: 50,
  organisationName: 'Example',
  reportRecipients: ['finance@example.com'],
  exchangeRates: [{ currency: 'EUR', rate: '0.86', date: '2026-11-01', source: 'example' }],
  rateFeed: {
    url: 'https://rates.example.com/eurofxref-daily.xml',
    currencies: ['EUR'],
    holdAbovePercent: 5,
    source: 'example',
  },
  applySavings: true,
  priceOverrides: [{ ...price, unitPriceUsd: '0.0006', per: 1000 }],
  priceCanary: { holdAbovePercent: 10 },
  priceFeed: {
    urls: ['https://prices.example.com/pack.json'],
    publicKey: 'MCowBQYDK2VwAyEA6S8GIPaGCrZltzTx3cDNwf95aZ1dTAHVTXBL0Rr7Kmg=',
    everyMinutes: 30,
    holdAbovePercent: 5,
    secondSources: [],
  },
  spendMetrics: 'total',
  logRetentionDays: 365,
  functionAlarms: true,
  operationsDashboard: true,
  tracing: true,
  gradualDeploys: true,
  logLevel: 'DEBUG',
  recorderConcurrency: 20,
  jobConcurrency: 8,
  alarmMail: 'ops@example.com',
  mailSender: 'costs@example.com',
  mailIdentity: 'example.com',
  webhooks: true,
  ownCost: true,
  alertCanary: true,
  senderAccounts: ['111122223333', '444455556666'],
  customerManagedKey: true,
  retainData: true,
  dashboard: true,
  jwt: { issuer: 'https://login.example.com', audience: ['ledger'] },
};

/** A stage with every option off, or at its default. */
export const NO_OPTION: Partial<StageConfig> = {
  ledgerTimeZone: 'UTC',
  freshnessSeconds: 0,
  requestsPerMinute: 0,
  recordsPerMinute: 0,
  apiRequestsPerSecond: 2_000,
  allowedOrigins: ['*'],
  trackedTags: [],
  lanes: [],
  retentionDays: undefined,
  oldestDays: 400,
  userClaim: 'sub',
  groupsClaim: undefined,
  groupsPrefix: '',
  hashUserIds: false,
  closeAfterDays: 3,
  cacheSeconds: 0,
  defaultRegion: 'us-east-1',
  budgets: [],
  organisationBudget: {},
  organisationHoldLanes: 1,
  userHoldSeconds: 600,
  userOpenHolds: 20,
  userHoldPercent: 25,
  userHoldUsd: undefined,
  userMayName: [],
  suspectFactor: 0,
  bedrockLogs: false,
  mailsPerHour: 100,
  organisationName: '',
  reportRecipients: [],
  exchangeRates: [],
  rateFeed: undefined,
  applySavings: false,
  priceOverrides: [],
  priceFeed: undefined,
  priceCanary: undefined,
  spendMetrics: 'off',
  logRetentionDays: 30,
  functionAlarms: false,
  operationsDashboard: false,
  tracing: false,
  gradualDeploys: false,
  logLevel: 'INFO',
  recorderConcurrency: 2,
  jobConcurrency: 2,
  alarmMail: undefined,
  mailSender: undefined,
  mailIdentity: undefined,
  webhooks: false,
  ownCost: false,
  alertCanary: false,
  senderAccounts: [],
  customerManagedKey: false,
  retainData: false,
  dashboard: false,
  jwt: undefined,
};

/** Data outlives its stack, as in every stage that counts. */
const KEPT = { retainData: true } as const;

/** The stages that every rule is held to, by name. */
export const STAGES: readonly (readonly [string, () => Templates])[] = [
  ['dev', () => templatesOf('dev')],
  ['staging', () => templatesOf('staging')],
  ['production', () => templatesOf('production')],
  ['every option', () => templatesOf('production', EVERY_OPTION)],
  ['no option', () => templatesOf('production', NO_OPTION)],
  ['dev with every option', () => templatesOf('dev', { ...EVERY_OPTION, retainData: false })],
];

function on(...names: readonly (keyof StageConfig)[]): Partial<StageConfig> {
  return Object.fromEntries(names.map((name) => [name, EVERY_OPTION[name]]));
}

/** Values that travel to the functions in one text, and to nothing else in a template. */
export const SETTINGS: readonly (keyof StageConfig)[] = [
  'ledgerTimeZone',
  'requestsPerMinute',
  'recordsPerMinute',
  'trackedTags',
  'lanes',
  'retentionDays',
  'oldestDays',
  'closeAfterDays',
  'cacheSeconds',
  'defaultRegion',
  'budgets',
  'organisationBudget',
  'organisationHoldLanes',
  'userHoldSeconds',
  'userOpenHolds',
  'userHoldPercent',
  'userHoldUsd',
  'userMayName',
  'suspectFactor',
  'mailsPerHour',
  'organisationName',
  'reportRecipients',
  'exchangeRates',
  'applySavings',
  'priceOverrides',
  'priceCanary',
  'spendMetrics',
];

/** Each option that changes more than the settings of functions; those that nothing connects go together. */
const SWITCHED: Readonly<Record<string, Partial<StageConfig>>> = {
  webhooks: on('webhooks'),
  customerManagedKey: on('customerManagedKey'),
  restoredTable: {
    restoredTable: {
      name: 'ledger-restored',
      streamArn:
        'arn:aws:dynamodb:us-east-1:222222222222:table/ledger-restored/stream/2026-11-29T00:00:00.000',
    },
  },
  hashUserIds: on('hashUserIds'),
  ownCost: on('ownCost'),
  alertCanary: on('alertCanary'),
  bedrockLogs: on('bedrockLogs'),
  senderAccounts: on('senderAccounts'),
  'senderAccounts and customerManagedKey': on('senderAccounts', 'customerManagedKey'),
  'bedrockLogs into a log group': { bedrockLogs: 'cloudwatch' },
  'bedrockLogs of a log group that there is': { bedrockLogs: { logGroup: '/aws/bedrock/calls' } },
  priceFeed: on('priceFeed'),
  rateFeed: on('rateFeed'),
  mailSender: on('mailSender'),
  mailIdentity: on('mailSender', 'mailIdentity'),
  'alarmMail and allowedOrigins': on('alarmMail', 'allowedOrigins'),
  jwt: on('jwt', 'groupsClaim', 'groupsPrefix', 'userClaim'),
  dashboard: on('dashboard'),
  'freshnessSeconds, logLevel and functionAlarms': on('freshnessSeconds', 'logLevel', 'functionAlarms'),
  'operationsDashboard and tracing': on('operationsDashboard', 'tracing'),
  gradualDeploys: on('gradualDeploys'),
  'recorderConcurrency, jobConcurrency and apiRequestsPerSecond': on(
    'recorderConcurrency',
    'jobConcurrency',
    'apiRequestsPerSecond',
  ),
  // Mails of reports need a sender.
  'logRetentionDays and every setting': on('mailSender', 'logRetentionDays', ...SETTINGS),
};

/** Each option with its opposite: how it is named, switched on, and switched off. */
export const SWITCHES: readonly (readonly [string, Partial<StageConfig>, Partial<StageConfig>])[] = [
  ...Object.entries(SWITCHED).map(
    ([name, one]) => [name, { ...NO_OPTION, ...KEPT, ...one }, { ...NO_OPTION, ...KEPT }] as const,
  ),
  ['retainData', { ...NO_OPTION, ...KEPT }, NO_OPTION],
];
