import type { ScopeRevenue } from '../../../core/revenue/revenue-store.ts';
import type { Alert } from '../../../core/alerts/alert.ts';
import type { FoundAnomaly } from '../../../core/anomalies/anomalies.ts';
import type { Budget } from '../../../core/budgets/budget.ts';
import type { Hold } from '../../../core/gate/gate-ports.ts';
import type { StoredForm } from '../../../core/budgets/organisation-form.ts';
import type { Erasure } from '../../../core/erasure/erasure.ts';
import type { KeptProjection } from '../../../core/forecast/keep-projection.ts';
import type { ProjectionCurve } from '../../../core/forecast/projection-curve.ts';
import type { Job } from '../../../core/jobs/job.ts';
import { ONE, picoUnits, picoUsd, plus } from '../../../core/money/decimal.ts';
import { type PriceRow, withId } from '../../../core/pricing/price-row.ts';
import type { OptimizationState, OptimizationRun } from '../../../core/optimizations/optimization-state.ts';
import type { SavedDay } from '../../../core/optimizations/realised.ts';
import type { ClosedMonth } from '../../../core/spend/closed-month.ts';
import type { DayFacts } from '../../../core/spend/day-facts.ts';
import type { Outcome } from '../../../core/usage/entry.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';

/** One value of each kind that the table keeps, with every field that the kind has. */
export const AT = Date.UTC(2026, 10, 21, 12, 0, 0, 250);
export const DAY = aDay('2026-11-21');
export const MONTH = aMonth('2026-10');
export const ULID = '01M7YSN7DR000000000000000A';
export const USER = 'user#42';
const RESOURCE = { type: 'episode', id: 'ep#7' } as const;
const GROUP = { type: 'podcast', id: 'pod-1' } as const;
const HASHES = { sourceHash: new Uint8Array(16).fill(1), contentHash: new Uint8Array(16).fill(2) };

export const ENTRY = anEntry({
  ...HASHES,
  recordedAt: AT,
  region: 'us-east-1',
  attributes: { service_tier: 'batch' },
  usage: {
    input_tokens: picoUnits(800n * ONE),
    output_tokens: plus(picoUnits(340n * ONE), picoUnits(ONE / 2n)),
  },
  lines: [
    {
      unit: 'input_tokens',
      quantity: picoUnits(800n * ONE),
      unitPrice: picoUsd(150_000_000_000n),
      per: 1_000_000n * ONE,
      cost: picoUsd(120_000_000n),
      priceId: 'aaaaaaaa',
    },
  ],
  reportedCost: picoUsd(400_000_000n),
  userId: USER,
  resource: RESOURCE,
  group: GROUP,
  operation: 'script-generation',
  outcome: 'success',
  attempt: 2,
  holdId: ULID,
  metadata: { durationMs: 1200, retried: false, note: null, parts: ['a', { deep: [1.5] }] },
  known: false,
  providerKnown: true,
  approximate: true,
  expiresAt: 1_900_000_000,
});

export const CORRECTION = anEntry({
  ...HASHES,
  id: 'event-1~a0001',
  mark: { batch: ULID, index: 1 },
  cost: picoUsd(-5n),
  userId: undefined,
  resource: undefined,
  group: undefined,
  providerKnown: true,
  correctionOf: 'event-1',
  reason: 'priced again',
  adjusts: { events: 0, unpriced: -1 },
});

export const OUTCOME: Outcome = {
  kind: 'rejected',
  day: DAY,
  messageId: 'message-1',
  index: 3,
  recordedAt: AT,
  mark: { batch: ULID, index: 2 },
  eventId: 'event-9',
  reason: 'fields are wrong',
  errors: [{ field: 'usage', message: 'is needed' }],
  body: '{"id":"event-9"}',
  bodyKey: undefined,
};

const PAID = { cost: picoUsd(324_000_000n), events: 1, unpriced: 0 };

export const CLOSED: ClosedMonth = {
  month: MONTH,
  closedAt: AT,
  organisation: { cost: picoUsd(7n * ONE), events: 9, unpriced: 1 },
  resources: 4,
  users: [
    {
      name: USER,
      ...PAID,
      details: {
        breakdown: new Map([
          [
            'openai|llm|gpt-4o-mini',
            { provider: 'openai', service: 'llm', model: 'gpt-4o-mini', cost: PAID.cost },
          ],
        ]),
        usage: new Map([['input_tokens', picoUnits(800n * ONE)]]),
        firstAt: AT - 5,
        updatedAt: AT,
      },
    },
  ],
  groups: [{ group: GROUP, resources: 2, ...PAID }],
};

export const FACTS: DayFacts = {
  day: DAY,
  madeAt: AT,
  version: undefined,
  activeUsers: 3,
  mostExpensive: [
    {
      id: 'event-1',
      day: DAY,
      occurredAt: AT,
      provider: 'openai',
      service: 'llm',
      model: 'gpt-4o-mini',
      operation: 'script-generation',
      resource: RESOURCE,
      cost: picoUsd(12_345_678_901_234n),
    },
  ],
};

export const PRICE: PriceRow = withId({
  layer: 'override',
  provider: 'openai',
  service: 'llm',
  sku: 'gpt-4o-mini',
  match: ['gpt-4o-mini'],
  unit: 'input_tokens',
  unitPriceUsd: '0.15',
  per: '1000000',
  attributes: { service_tier: 'batch' },
  defaultAttributes: ['service_tier'],
  region: 'us-east-1',
  tierMode: 'graduated',
  tiers: [{ above: '1000', unitPriceUsd: '0.1' }],
  hours: null,
  minQuantity: null,
  monthBlock: null,
  chunk: null,
  unless: null,
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  effectiveTo: '2026-12-01T00:00:00.000Z',
  derived: false,
  userId: USER,
  tag: { name: 'tier', value: 'tier2' },
});

export const JOB: Job = {
  id: 'job-1',
  kind: 'recalculate',
  input: { userId: USER },
  status: 'failed',
  progress: { done: 3, total: 10 },
  state: { day: DAY, sums: ['1.5'] },
  result: { repairs: [{ total: 'U', differenceUsd: '0.5' }] },
  resultKey: 'exports/1/costs.csv',
  error: 'the bucket did not answer',
  createdBy: USER,
  createdAt: AT,
  updatedAt: AT + 1,
  revision: 0,
};

export const ERASURE: Erasure = {
  id: 'erasure-1',
  userId: USER,
  pseudonym: 'erased-abc',
  requestedAt: AT,
  pass: 1,
  dueAt: AT + 1000,
  cursor: '{"pk":"J#job-1"}',
};

export const OPTIMIZATION: OptimizationState = {
  optimization: {
    id: 'cheaper-model-1',
    kind: 'cheaper-model',
    title: 'Use gpt-4o-mini for titles',
    estimatedSaving: picoUsd(3_500_000_000_000n),
    effort: 'low',
    risk: 'medium',
    guide: ['Change the model', 'Compare the answers'],
    evidence: { calls: 100, costUsd: '4.5', sampled: true },
    action: {
      type: 'switch-model',
      operation: 'titles',
      provider: 'openai',
      model: 'gpt-4o',
      toModel: 'gpt-4o-mini',
      attributes: { service_tier: 'batch' },
      baseline: { calls: 100, costUsd: '4.5', wastedUsd: '0.25' },
    },
    overlaps: ['batch-tier-2'],
  },
  status: 'applied',
  foundAt: AT - 10,
  decidedAt: AT,
  decidedBy: USER,
  note: 'as agreed',
  degrade: { model: 'gpt-4o', to: 'gpt-4o-mini', before: 'gpt-4.1-mini' },
  revision: 0,
};

export const OPTIMIZATION_RUN: OptimizationRun = {
  at: AT,
  days: { from: aDay('2026-10-22'), to: aDay('2026-11-20') },
  sampledEntries: 1000,
  events: 50_000,
  recorded: 70_000,
  ids: ['cheaper-model-1'],
  appliedAt: AT - 1,
};

export const SAVED_DAY: SavedDay = {
  day: DAY,
  since: AT - 2,
  calls: 12,
  counterfactual: picoUsd(4n * ONE),
  actual: picoUsd(ONE + 1n),
};

export const PROJECTION: KeptProjection = {
  madeOn: DAY,
  spent: picoUsd(21n * ONE),
  projected: picoUsd(30n * ONE),
  low: picoUsd(28n * ONE),
  high: plus(picoUsd(33n * ONE), picoUsd(3n)),
  method: 'weekday-mean',
};

export const ANOMALY: FoundAnomaly = {
  dimension: 'user',
  key: USER,
  day: DAY,
  since: aDay('2026-11-20'),
  kind: 'spike',
  severity: 'critical',
  spent: plus(picoUsd(40n * ONE), picoUsd(1n)),
  expected: picoUsd(2n * ONE),
  score: 12.345,
  reason: 'user user#42 spent 40 USD on 2026-11-21',
};

export const CURVE: ProjectionCurve = {
  today: picoUsd(5n * ONE),
  after: plus(picoUsd(40n * ONE), picoUsd(7n)),
  spentDays: 12,
  madeAt: AT,
};
export const CURVE_VALUE = { kind: 'user', id: USER } as const;

export const FIXED_BUDGET: Budget = {
  id: 'budget-1',
  name: 'Finance, monthly',
  enabled: false,
  scope: { kind: 'tag', type: 'tier', id: 'tier#2' },
  period: 'monthly',
  limit: { kind: 'fixed', usd: picoUsd(5_000_000_000_001n) },
  thresholds: [
    { at: { percent: 80n * ONE + ONE / 2n }, severity: 'warning' },
    { at: { usd: picoUsd(6n * ONE) }, severity: 'emergency', gate: 'deny' },
  ],
  enforcement: 'degrade',
  unpriced: 'estimate',
  unpricedEstimate: picoUsd(10_000_000_000n),
  degradeTo: { 'gpt-4o': 'gpt-4o-mini', '*': 'gpt-4.1-nano' },
  channels: ['email', 'webhook'],
  source: 'stored',
  createdAt: AT - 100,
  createdBy: USER,
  updatedAt: AT,
  updatedBy: 'admin',
};

/** Revenue by what each kind is named. */
export const REVENUES: readonly ScopeRevenue[] = [
  { scope: { kind: 'user', id: USER }, usd: picoUsd(40n) },
  { scope: { kind: 'resource', type: 'episode', id: 'ep#7' }, usd: picoUsd(-1n) },
  { scope: { kind: 'group', type: 'podcast', id: 'pod/1' }, usd: picoUsd(10n ** 18n) },
];

/** Of work without a user, with as little as a budget may have. */
export const REVENUE_BUDGET: Budget = {
  id: 'budget-2',
  name: 'user system, daily',
  enabled: true,
  scope: { kind: 'user', id: '-' },
  period: 'daily',
  limit: { kind: 'revenue', share: ONE / 5n },
  thresholds: [],
  enforcement: 'alert',
  unpriced: 'allow',
  degradeTo: {},
  channels: [],
  source: 'stored',
};

export const FORM: StoredForm = {
  monthlyLimit: picoUsd(100n * ONE),
  dailyLimit: null,
  warningThreshold: 75n * ONE + ONE / 2n,
  criticalThreshold: 100n * ONE,
  emergencyThreshold: 150n * ONE,
  emailAlerts: true,
  emailRecipients: ['ops@example.com'],
  slackAlerts: false,
  webhookAlerts: true,
  autoScaleDown: true,
  emergencyStop: false,
  degradeTo: { 'gpt-4o': 'gpt-4o-mini' },
  sealedSlackWebhook: 'sealed-1',
  sealedWebhook: null,
  sealedWebhookKey: 'sealed-2',
};

export const HELD_KEY = { budgetId: 'budget-1', value: CURVE_VALUE, period: MONTH } as const;
export const MINUTE = Math.floor(AT / 60_000) + 10;

export const HOLD: Hold = {
  id: ULID,
  status: 'OPEN',
  createdAt: AT,
  expiresAt: AT + 600_000,
  estimate: picoUsd(20_000_000_000n),
  userId: USER,
  parts: [
    { key: HELD_KEY, amount: picoUsd(20_000_000_000n), minute: MINUTE },
    {
      key: { budgetId: 'budget-3', value: { kind: 'resource', ...RESOURCE }, period: DAY },
      amount: picoUsd(1n),
      minute: MINUTE,
    },
  ],
};

export const ALERT: Alert = {
  id: 'family-own-1',
  kind: 'budget',
  key: {
    budgetId: 'budget-1',
    value: { kind: 'resource', ...RESOURCE },
    period: MONTH,
    threshold: '80%',
    basis: 'projected',
    arm: 2,
  },
  budgetName: 'Finance, monthly',
  severity: 'warning',
  spent: plus(picoUsd(3n * ONE), picoUsd(1n)),
  reached: picoUsd(4n * ONE),
  limit: picoUsd(5n * ONE),
  from: aDay('2026-10-01'),
  to: aDay('2026-10-31'),
  createdAt: AT,
  deliveries: new Map([
    ['event', { status: 'PENDING', attempts: 0, unknown: 0, nextAt: AT }],
    ['email', { status: 'PENDING', attempts: 1, unknown: 1, nextAt: AT + 30 }],
  ]),
};

export const NAMES = [
  {
    owner: { kind: 'user', id: USER },
    record: { name: 'One', email: 'one@example.com', deletedAt: AT },
  },
  { owner: { kind: 'resource', ...RESOURCE }, record: { name: 'Pilot', createdBy: USER, group: GROUP } },
  { owner: { kind: 'group', ...GROUP }, record: { name: 'Show' } },
] as const;
