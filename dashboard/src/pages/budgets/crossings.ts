import { thresholdHeight } from '../../../../contracts/threshold-height.ts';
import type { Alert } from '../../api/types.ts';
import { parseDecimal } from '../../format/decimal.ts';

/** Alerts of one budget, value and period, told as one. */
export interface Crossing {
  readonly id: string;
  /** The most serious of them; open ones come before those that are resolved. */
  readonly worst: Alert;
  /** All of them, the worst first. */
  readonly alerts: readonly Alert[];
  /** Those that nobody has taken up. */
  readonly waiting: readonly Alert[];
}

/** How serious an alert is, for its order. */
export const SEVERITY_RANKS = { warning: 1, critical: 2, emergency: 3 } as const;

function isOpen({ resolvedAt, acknowledgedAt }: Alert): boolean {
  return resolvedAt === null && acknowledgedAt === null;
}

function worse(a: Alert, b: Alert): number {
  return (
    Number(isOpen(b)) - Number(isOpen(a)) ||
    SEVERITY_RANKS[b.severity] - SEVERITY_RANKS[a.severity] ||
    (a.createdAt < b.createdAt ? 1 : -1)
  );
}

/** Alerts as crossings, each where its newest alert was; a test is one of its own. */
export function crossingsOf(alerts: readonly Alert[]): Crossing[] {
  const groups = Map.groupBy(alerts, ({ id, kind, budgetId, scope, period }) =>
    kind === 'test' ? id : JSON.stringify([budgetId, scope.kind, scope.type, scope.id, period]),
  );
  return [...groups].flatMap(([id, group]): Crossing[] => {
    const sorted = group.toSorted(worse);
    const [worst] = sorted;
    if (!worst) return [];
    return [
      { id, worst, alerts: sorted, waiting: sorted.filter(({ acknowledgedAt }) => acknowledgedAt === null) },
    ];
  });
}

/** A crossing's thresholds as its mail names them: each once, the highest first, after them those only projected. */
export function thresholdsOf(alerts: readonly Alert[]): string[] {
  const named = alerts
    .filter(({ threshold }) => threshold !== '')
    .toSorted((a, b) => Number(isProjected(a)) - Number(isProjected(b)) || higher(a, b))
    .map((alert) => (isProjected(alert) ? `${alert.threshold} (projected)` : alert.threshold));
  return [...new Set(named)];
}

function isProjected({ basis }: Alert): boolean {
  return basis === 'projected';
}

function higher(a: Alert, b: Alert): number {
  const difference = heightOf(b) - heightOf(a);
  if (difference === 0n) return 0;
  return difference > 0n ? 1 : -1;
}

function heightOf({ threshold, limitUsd }: Alert): bigint {
  return thresholdHeight(threshold, parseDecimal(limitUsd));
}
