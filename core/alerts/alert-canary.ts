import { CANARY_BUDGET, CANARY_TYPE } from '../budgets/stage-budgets.ts';
import type { UsageSender } from '../usage/accept-events.ts';
import { alertId, alertStatus } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';

/** Remembers the canary that was sent last. Rejects on outages. */
export interface AlertCanaryStore {
  last(): Promise<string | undefined>;
  remember(id: string): Promise<void>;
}

export interface AlertCanaryPorts {
  readonly canaries: AlertCanaryStore;
  readonly alerts: Pick<AlertStore, 'get'>;
  readonly sender: UsageSender;
}

/**
 * Looks whether the canary before became an alert that was sent, and sends the next one: usage of 10^-12
 * USD for a resource of its own, through the queue like any other. Answers `first` when there was none
 * before. The same time twice is the same canary.
 */
export async function flyCanary(
  scheduledAt: string,
  { canaries, alerts, sender }: AlertCanaryPorts,
): Promise<'first' | 'arrived' | 'missed'> {
  const last = await canaries.last();
  const result = last === undefined || last === scheduledAt ? 'first' : await arrived(last, alerts);
  await sender.send(JSON.stringify(canaryUsage(scheduledAt)));
  await canaries.remember(scheduledAt);
  return result;
}

async function arrived(id: string, alerts: Pick<AlertStore, 'get'>): Promise<'arrived' | 'missed'> {
  const value = { kind: 'resource', type: CANARY_TYPE, id } as const;
  const threshold = { threshold: '100%', basis: 'actual', arm: 1 } as const;
  const alert = await alerts.get(
    alertId({ budgetId: CANARY_BUDGET.id, value, period: 'lifetime', ...threshold }),
  );
  return alert && alertStatus(alert) === 'SENT' ? 'arrived' : 'missed';
}

function canaryUsage(scheduledAt: string): object {
  return {
    id: `alert-canary-${scheduledAt}`,
    occurredAt: scheduledAt,
    provider: 'costkeeper',
    service: 'other',
    model: 'alert-canary',
    usage: { requests: 1 },
    reportedCostUsd: CANARY_BUDGET.limitUsd,
    operation: 'alert-canary',
    resource: { type: CANARY_TYPE, id: scheduledAt },
  };
}
