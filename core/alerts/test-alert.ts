import { ZERO_USD } from '../money/decimal.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import type { BudgetBook } from '../budgets/budget-book.ts';
import type { Instant } from '../time/ledger-time.ts';
import { type Alert, alertId, alertStatus, freshDeliveries } from './alert.ts';
import type { AlertStore, EventPublisher } from './alert-ports.ts';

export interface TestAlertPorts {
  readonly alerts: Pick<AlertStore, 'putIfAbsent' | 'get'>;
  readonly events: Pick<EventPublisher, 'alertsWaiting'>;
  readonly wait: (ms: number) => Promise<void>;
}

const LOOK_EVERY_MS = 200;
const LOOKS = 15;

/**
 * Sends a test alert over every channel that the organisation's form has set up, on the way that every
 * alert takes, and waits up to three seconds for it to end. What is still PENDING then goes on, and the alert tells
 * how it ended. Who sends it resolves it.
 */
export async function sendTestAlert(
  id: string,
  { form }: BudgetBook,
  at: Instant,
  { alerts, events, wait }: TestAlertPorts,
): Promise<Alert> {
  const channels = [
    'email',
    ...(form.sealedSlackWebhook === undefined ? [] : ['slack']),
    ...(form.sealedWebhook === undefined ? [] : ['webhook']),
  ];
  const alert = testAlert(id, channels, at);
  await alerts.putIfAbsent(alert);
  await events.alertsWaiting([alert.id]);
  for (let look = 0; look < LOOKS; look++) {
    await wait(LOOK_EVERY_MS);
    const now = await alerts.get(alert.id);
    if (now?.resolvedAt !== undefined && alertStatus(now) !== 'PENDING') return now;
  }
  return (await alerts.get(alert.id)) ?? alert;
}

function testAlert(id: string, channels: readonly string[], at: Instant): Alert {
  const value = ORGANISATION;
  const key = {
    budgetId: `test-${id}`,
    value,
    period: 'test',
    threshold: 'test',
    basis: 'actual',
    arm: 1,
  } as const;
  return {
    id: alertId(key),
    kind: 'test',
    key,
    budgetName: 'Test',
    severity: 'warning',
    spent: ZERO_USD,
    reached: ZERO_USD,
    limit: ZERO_USD,
    createdAt: at,
    deliveries: freshDeliveries(channels, at),
  };
}
