import { type Alert, alertId, freshDeliveries } from '../core/alerts/alert.ts';
import { picoUsd } from '../core/money/decimal.ts';

/** An alert of the organisation's budget `b` for November 2026, with what a test says otherwise of its key and of itself. */
export function anAlert(key: Partial<Alert['key']> = {}, more: Partial<Alert> = {}): Alert {
  const whole: Alert['key'] = {
    budgetId: 'b',
    value: { kind: 'organisation', id: '-' },
    period: '2026-11',
    threshold: '80%',
    basis: 'actual',
    arm: 1,
    ...key,
  };
  return {
    id: alertId(whole),
    kind: 'budget',
    key: whole,
    budgetName: 'b',
    severity: 'warning',
    spent: picoUsd(1n),
    reached: picoUsd(1n),
    limit: picoUsd(1n),
    createdAt: 0,
    deliveries: freshDeliveries([], 0),
    ...more,
  };
}
