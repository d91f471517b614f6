import type { BudgetScope } from '../budgets/budget.ts';
import { ANY_ID, type AnomalyDimension } from '../../contracts/scopes.ts';
import { storedUserId } from '../../contracts/system-user.ts';
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
    value: SCOPE_OF[anomaly.dimension](anomaly.key),
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

/** Whose anomaly it is; of a type of resources, all resources of it. */
const SCOPE_OF: Readonly<Record<AnomalyDimension, (key: string) => BudgetScope>> = {
  service: (id) => ({ kind: 'service', id }),
  model: (id) => ({ kind: 'model', id }),
  user: (key) => ({ kind: 'user', id: storedUserId(key) }),
  resourceType: (type) => ({ kind: 'resource', type, id: ANY_ID }),
};
