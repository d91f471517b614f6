import type { BudgetChannel } from '../../contracts/alert-channels.ts';
import type { Severity } from '../../contracts/budget-vocabulary.ts';
import type { AlertKind, Basis, DeliveryStatus } from '../../contracts/alert-vocabulary.ts';
import { thresholdHeight } from '../../contracts/threshold-height.ts';
import { createHash } from 'node:crypto';
import { scopeText } from '../scopes/scope.ts';
import type { BudgetScope } from '../budgets/budget.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import { descending, type Order, orderedBy } from '../order.ts';

/**
 * Where an alert goes, each with a delivery of its own. `event` is always among them: automation hears of
 * every alert. `email` is the mail to the recipients of the form, `user-email` the one to the user whose own
 * limit it is.
 */
export type ChannelName = BudgetChannel | 'user-email';

/** In the order in which answers tell them. */
const TOLD: Readonly<Record<ChannelName, true>> = {
  event: true,
  email: true,
  'user-email': true,
  slack: true,
  webhook: true,
};
export const CHANNELS = Object.keys(TOLD) as readonly ChannelName[];

/** Those that are mails. */
export const MAIL_CHANNELS: readonly ChannelName[] = ['email', 'user-email'];

/** How far one channel has come with one alert. */
export interface Delivery {
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** Attempts of which it is unknown whether they arrived. */
  readonly unknown: number;
  /** Not tried again before this. */
  readonly nextAt: Instant;
  /** Who sends it, and until when no one else may. */
  readonly lease?: { readonly by: string; readonly until: Instant } | undefined;
  readonly sentAt?: Instant | undefined;
  /** Why the last attempt failed; names no address. */
  readonly error?: string | undefined;
}

/** What makes an alert the same alert: it exists once for each of these. */
export interface AlertKey {
  readonly budgetId: string;
  readonly value: BudgetScope;
  /** Key of the budget's period. */
  readonly period: string;
  /** Name of the threshold, `80%` or `$1.5`. */
  readonly threshold: string;
  readonly basis: Basis;
  /** Raised each time the alert resolves and the threshold is reached again. */
  readonly arm: number;
}

/** One threshold that was reached, once. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly key: AlertKey;
  readonly budgetName: string;
  readonly severity: Severity;
  /** As they were when it was raised; `reached` is what crossed: spent or projected. */
  readonly spent: PicoUsd;
  readonly reached: PicoUsd;
  readonly limit: PicoUsd;
  /** Events of the period without a price, from which both amounts are too low; of budgets only. */
  readonly unpriced?: number | undefined;
  /** Days of the period. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly createdAt: Instant;
  /** When totals told of the spend that reached the threshold; undefined where a run by the clock found it. */
  readonly breachedAt?: Instant | undefined;
  /** Of the last entry before it, where an entry led to it: what its sender calls the request, or the entry's id. */
  readonly correlationId?: string | undefined;
  readonly deliveries: ReadonlyMap<ChannelName, Delivery>;
  readonly resolvedAt?: Instant | undefined;
  readonly acknowledged?: { readonly at: Instant; readonly by: string } | undefined;
}

/** All alerts of one budget, value and period begin with this name. */
export function alertFamily({
  budgetId,
  value,
  period,
}: Omit<AlertKey, 'threshold' | 'basis' | 'arm'>): string {
  return hashed([budgetId, scopeText(value), period], 24);
}

/** The alert's name, the same wherever it is computed: fit for addresses, headers and tags. */
export function alertId(key: AlertKey): string {
  return `${alertFamily(key)}-${hashed([key.threshold, key.basis], 6)}-${key.arm}`;
}

function hashed(parts: readonly string[], digits: number): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, digits);
}

const RANKS: Readonly<Record<Severity, number>> = { warning: 1, critical: 2, emergency: 3 };

/** The highest threshold first, whatever order their budget names them in. */
export const highestFirst: Order<Alert> = orderedBy(
  descending(({ key, limit }) => thresholdHeight(key.threshold, limit)),
);

/**
 * The most serious first; of those that are as serious, what has gone furthest, then the highest threshold, then the
 * newest.
 */
export const worstFirst: Order<Alert> = orderedBy(
  descending(({ severity }) => RANKS[severity]),
  descending(({ reached }) => reached),
  highestFirst,
  descending(({ createdAt }) => createdAt),
  descending(({ id }) => id),
);

/** Whether one is at least as serious as the other. */
export function isAsSerious(one: Severity, other: Severity): boolean {
  return RANKS[one] >= RANKS[other];
}

/** PENDING while a channel still tries, then FAILED if one gave up, else SENT. */
export function alertStatus({ deliveries }: Pick<Alert, 'deliveries'>): DeliveryStatus {
  const all = [...deliveries.values()].map(({ status }) => status);
  if (all.includes('PENDING')) return 'PENDING';
  return all.includes('FAILED') ? 'FAILED' : 'SENT';
}

/** Deliveries that were not tried yet, to `event` and the channels named. */
export function freshDeliveries(channels: readonly string[], at: Instant): Map<ChannelName, Delivery> {
  const wanted = CHANNELS.filter((channel) => channel === 'event' || channels.includes(channel));
  return new Map(
    wanted.map((channel) => [channel, { status: 'PENDING', attempts: 0, unknown: 0, nextAt: at }]),
  );
}
