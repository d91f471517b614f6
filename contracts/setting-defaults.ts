import { DEFAULT_HOLD_SECONDS } from './hold-duration.ts';

/**
 * What a setting is where its stage names none: the schema of stages (config/stage-schema.ts) and that of the functions
 * (ledger-settings.ts) both take it from here.
 */
export const SETTING_DEFAULTS = {
  timeZone: 'UTC',
  oldestDays: 400,
  closeAfterDays: 3,
  spendMetrics: 'services',
  defaultRegion: 'us-east-1',
  requestsPerMinute: 100,
  recordsPerMinute: 60_000,
  userClaim: 'sub',
  groupsClaim: 'cognito:groups',
  organisationHoldLanes: 1,
  userHoldSeconds: DEFAULT_HOLD_SECONDS,
  userOpenHolds: 20,
  userHoldPercent: 25,
  mailsPerHour: 100,
} as const;

/** The same of a stage's price feed. */
export const PRICE_FEED_DEFAULTS = { everyMinutes: 60, holdAbovePercent: 5 } as const;

/** The same of a stage's rate feed. */
export const RATE_FEED_DEFAULTS = { holdAbovePercent: 10 } as const;

/** What spend is published as CloudWatch metrics: nothing, one for all, or one for each service too. */
export const SPEND_METRICS = ['off', 'total', 'services'] as const;

/** What callers who are no backend may name at the gate where a stage lets them. */
export const USER_MAY_NAME = ['resource', 'group', 'tags'] as const;

/** Every setting of the functions that a stage may leave out, with what it is then. */
export const LEDGER_SETTING_DEFAULTS = {
  ...SETTING_DEFAULTS,
  lanes: [],
  trackedTags: [],
  groupsPrefix: '',
  hashUserIds: false,
  budgets: [],
  organisationBudget: {},
  userMayName: [],
  suspectFactor: 0,
  mails: true,
  alertCanary: false,
  cacheSeconds: 0,
  organisationName: '',
  reportRecipients: [],
  exchangeRates: [],
  applySavings: false,
  priceOverrides: [],
};
