import { budgetOf } from '../../../testing/gate.ts';
import type { Budget, BudgetScope } from '../../../core/budgets/budget.ts';
import { formatDecimal, type PicoUsd, picoUsd } from '../../../core/money/decimal.ts';
import { makeScope } from '../../../core/scopes/scope.ts';
import { PICO_PER_UNIT } from '../prices.ts';
import type { Choices } from '../random.ts';

/** Users who ask before they call; nobody else spends for them. */
export const CALLERS = ['caller-1', 'caller-2'] as const;
const CAMPAIGN = { type: 'campaign', id: 'gated' } as const;

/** A call that asks first. */
export interface PlannedCall {
  readonly id: string;
  readonly user: (typeof CALLERS)[number];
  readonly tokens: number;
  /** The most that it costs by any prices that come into force. */
  readonly estimate: PicoUsd;
  readonly holdSeconds: number;
}

/** A call that was allowed, and what became of it. */
export interface Granted extends PlannedCall {
  readonly holdId: string;
  readonly expiresAt: number;
  fate: 'waits' | 'made' | 'released' | 'forgotten';
  /** Whether it was in the totals while it was held; unknown until it is seen there. */
  inTime: boolean | undefined;
}

const MODEL = { provider: 'acme', model: 'alpha' } as const;
const DEAREST = Object.values(PICO_PER_UNIT)
  .map((prices) => prices['acme alpha']?.['input_tokens'] ?? 0n)
  .reduce((most, price) => (price > most ? price : most), 0n);

export function planCalls(choices: Choices): PlannedCall[] {
  return Array.from({ length: choices.between(8, 18) }, (_, number) => {
    const tokens = choices.between(1, 5000);
    return {
      id: `call-${number}`,
      user: choices.pick(CALLERS),
      tokens,
      estimate: picoUsd(BigInt(tokens) * DEAREST),
      holdSeconds: choices.between(60, 300),
    };
  });
}

/** What a call sends when it was allowed and made. */
export function draftOf({ id, user: userId, tokens }: PlannedCall, holdId: string, at: number) {
  const usage = { input_tokens: tokens };
  return { ...MODEL, id, occurredAt: new Date(at).toISOString(), usage, userId, group: CAMPAIGN, holdId };
}

/** Who a call is made for, as the gate asks. */
export function subjectOf(userId: string) {
  return { userId, group: CAMPAIGN, ...MODEL };
}

/** Where the budgets tell that they are reached. */
export const THRESHOLDS = [
  { percent: 50, severity: 'warning' },
  { percent: 90, severity: 'critical' },
] as const;

/** A budget of the histories with its amounts. */
export interface WatchedBudget {
  readonly id: string;
  /** Where its limit stands now, and the highest that it stood. */
  limit: bigint;
  highest: bigint;
  /** How often its limit was raised: each may resolve an alert that is raised again. */
  raises: number;
  readonly values: readonly BudgetScope[];
}

function watched(id: string, limit: bigint, values: readonly BudgetScope[]): WatchedBudget {
  return { id, limit, highest: limit, raises: 0, values };
}

/** A limit for each user, and one for what they spend together. */
export function watchedBudgets(): WatchedBudget[] {
  return [
    watched(
      'each-user',
      11_000_000_000n,
      CALLERS.map((user) => makeScope('user', user, undefined)),
    ),
    watched('campaign', 15_000_000_000n, [makeScope('group', CAMPAIGN.id, CAMPAIGN.type)]),
  ];
}

/** The budget as it is stored. */
export function storedBudget({ id, limit }: WatchedBudget): Budget {
  const scope =
    id === 'campaign' ? ({ kind: 'group', ...CAMPAIGN } as const) : ({ kind: 'user', id: '*' } as const);
  const limitUsd = formatDecimal(picoUsd(limit));
  const budget = budgetOf(id, { scope, period: 'monthly', limitUsd, thresholds: [...THRESHOLDS] });
  return { ...budget, channels: ['event', 'email'], projectedAlerts: false };
}
