import exchangeRates from './exchange-rates.json' with { type: 'json' };
import { exampleRates } from './example-rates.ts';
import { pickStage } from './pick-stage.ts';
import { parseStage } from './stage-schema.ts';
import type { StageConfig, StageInput } from './stage-schema.ts';

/** How long callers may keep reads of open periods, seconds: as long as the figures stay good enough to look at. */
const cacheSeconds = { dashboard: 60, budget: 300, breakdown: 900, monthly: 3600 };

/** A developer's own: in whatever account the credentials belong to, everything at once, gone when deleted. */
const dev = {
  stage: 'dev',
  region: 'us-east-1',
  freshnessSeconds: 0,
  logRetentionDays: 7,
  logLevel: 'DEBUG',
  retainData: false,
  webhooks: true,
  alertCanary: false,
  exchangeRates: exchangeRates.length > 0 ? exchangeRates : [...exampleRates],
  trackedTags: ['tier'],
} as const satisfies StageInput;

/** Production's rehearsal. The account is a placeholder that no one can deploy to: write your own. */
const staging = {
  stage: 'staging',
  account: '111111111111',
  region: 'us-east-1',
  freshnessSeconds: 2,
  // Where alarms are sent: write your own, and confirm the mail that SNS sends after the first deployment.
  alarmMail: 'alarms@example.com',
  userHoldUsd: '1.00',
  suspectFactor: 1000,
  exchangeRates,
  cacheSeconds,
  priceCanary: { holdAbovePercent: 5 },
  trackedTags: ['tier'],
} as const satisfies StageInput;

/** The ledger that counts. The account is a placeholder that no one can deploy to: write your own. */
const production = {
  stage: 'production',
  account: '222222222222',
  region: 'us-east-1',
  freshnessSeconds: 60,
  logRetentionDays: 90,
  alarmMail: 'alarms@example.com',
  gradualDeploys: true,
  userHoldUsd: '1.00',
  suspectFactor: 1000,
  exchangeRates,
  cacheSeconds,
  priceCanary: { holdAbovePercent: 5 },
  trackedTags: ['tier'],
} as const satisfies StageInput;

/** Every stage by name, in the order in which a change travels. */
export const STAGES: Readonly<Record<string, StageInput>> = { dev, staging, production };

/** Names of the stages, in the order in which a change travels. */
export const STAGE_NAMES = Object.keys(STAGES);

/**
 * The stage of that name with `overrides` on top, validated.
 * @throws Error whose sentence says what to write instead
 */
export function findStage(name: string, overrides: Readonly<Record<string, unknown>> = {}): StageConfig {
  return parseStage({ ...pickStage(STAGES, name, 'config/stages.ts'), ...overrides });
}
