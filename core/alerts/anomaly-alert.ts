import type { BudgetScope } from '../budgets/budget.ts';
import { storedUserId } from '../../contracts/user-names.ts';
import type { FoundAnomaly } from '../anomalies/anomalies.ts';
import type { Instant } from '../time/ledger-time.ts';
import { type Alert, alertId, freshDeliveries } from './alert.ts';

/** The budget id under which alerts of anomalies are listed. */
const ANOMALIES = 'anomalies';

/**
 * The alert of an anomaly: the same for every day of its run, so that it is raised once. `limit` is what was
 * expected, `threshold` the kind of the anomaly, `period` the first day.
 */
export function anomalyAlert(anomaly: FoundAnomaly, channels: readonly string[], at: Instant): Alert {
  const { kind, since, day, spent, expected, severity } = anomaly;
  const key = {
    budgetId: ANOMALIES,
    value: anomalyScope(anomaly),
    period: since,
    threshold: kind,
    basis: 'actual',
    arm: 1,
  } as const;
  return {
    id: alertId(key),
    kind: 'anomaly',
    key,
    budgetName: 'Anomaly',
    severity: severity === 'critical' ? 'critical' : 'warning',
    spent,
    reached: spent,
    limit: expected,
    from: day,
    to: day,
    createdAt: at,
    deliveries: freshDeliveries(channels, at),
  };
}

function anomalyScope({ dimension, key }: FoundAnomaly): BudgetScope {
  switch (dimension) {
    case 'service':
    case 'model':
      return { kind: dimension, id: key };
    case 'user':
      return { kind: 'user', id: storedUserId(key) };
    default:
      // A type of resource: all resources of it.
      return { kind: 'resource', type: key, id: '*' };
  }
}
