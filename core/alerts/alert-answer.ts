import { formatDecimal } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import { type Alert, alertStatus, type ChannelName, CHANNELS, type Delivery } from './alert.ts';
import { shownScope } from '../budgets/match-budgets.ts';

/** An alert as the API, webhooks and events tell it. */
export function alertAnswer(alert: Alert) {
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
    deliveries: CHANNELS.flatMap((channel) => deliveryAnswer(channel, alert.deliveries.get(channel))),
    createdAt: isoTime(alert.createdAt),
    resolvedAt: resolvedAt === undefined ? null : isoTime(resolvedAt),
    acknowledgedAt: acknowledged === undefined ? null : isoTime(acknowledged.at),
    acknowledgedBy: acknowledged?.by ?? null,
  };
}

function deliveryAnswer(channel: ChannelName, delivery: Delivery | undefined) {
  if (!delivery) return [];
  const { status, attempts, sentAt, error } = delivery;
  const at = sentAt === undefined ? null : isoTime(sentAt);
  return [{ channel, status, attempts, sentAt: at, ...(error === undefined ? {} : { error }) }];
}

/** What leaves the ledger when an alert is raised: without the state of its own delivery. */
export function alertMessage(alert: Alert) {
  const { deliveries: _own, status: _status, ...message } = alertAnswer(alert);
  return message;
}
