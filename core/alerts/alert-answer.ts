import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { alertSchema } from '../../contracts/api/alerts.ts';
import { formatDecimal } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import { type Alert, alertStatus, type ChannelName, CHANNELS, type Delivery } from './alert.ts';
import { shownScope } from '../budgets/kept-scope.ts';

/** An alert as the API, webhooks and events tell it. */
export function alertAnswer(alert: Alert): AnswerOf<typeof alertSchema> {
  const { id, kind, key, budgetName, severity, resolvedAt, acknowledged } = alert;
  return {
    id,
    kind,
    budgetId: key.budgetId,
    budgetName,
    scope: shownScope(key.value),
    period: key.period,
    threshold: key.threshold,
    basis: key.basis,
    arm: key.arm,
    severity,
    status: alertStatus(alert),
    spentUsd: formatDecimal(alert.spent),
    reachedUsd: formatDecimal(alert.reached),
    limitUsd: formatDecimal(alert.limit),
    unpricedEvents: alert.unpriced ?? 0,
    deliveries: CHANNELS.flatMap((channel) => deliveryAnswer(channel, alert.deliveries.get(channel))),
    createdAt: isoTime(alert.createdAt),
    correlationId: alert.correlationId ?? null,
    resolvedAt: resolvedAt === undefined ? null : isoTime(resolvedAt),
    acknowledgedAt: acknowledged === undefined ? null : isoTime(acknowledged.at),
    acknowledgedBy: acknowledged?.by ?? null,
  };
}

/** A mail says to whom: the two of a user's own limit are one channel to readers of the answer. */
export const SHOWN_CHANNELS = {
  event: { channel: 'event' },
  email: { channel: 'email', to: 'recipients' },
  'user-email': { channel: 'email', to: 'user' },
  slack: { channel: 'slack' },
  webhook: { channel: 'webhook' },
} as const satisfies Record<ChannelName, object>;

function deliveryAnswer(channel: ChannelName, delivery: Delivery | undefined) {
  if (!delivery) return [];
  const { status, attempts, sentAt, error } = delivery;
  const at = sentAt === undefined ? null : isoTime(sentAt);
  return [
    { ...SHOWN_CHANNELS[channel], status, attempts, sentAt: at, ...(error === undefined ? {} : { error }) },
  ];
}

/** What leaves the ledger when an alert is raised: without the state of its own delivery. */
export function alertMessage(alert: Alert) {
  const { deliveries: _own, status: _status, ...message } = alertAnswer(alert);
  return message;
}
