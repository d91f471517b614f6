import { type Budget, type Threshold, thresholdAmount, thresholdName } from '../budgets/budget.ts';
import type { BudgetState } from '../budgets/budget-state.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import { ascending } from '../order.ts';
import { type Alert, alertId, type AlertKey, freshDeliveries, isAsSerious, MAIL_CHANNELS } from './alert.ts';
import { type Basis } from '../../contracts/alert-vocabulary.ts';

/** What a check does about one budget, value and period. */
export interface AlertDecision {
  /** To be put if absent. */
  readonly raise: Alert[];
  /** Open ones that no longer hold. */
  readonly resolve: Alert[];
}

/**
 * Compares a state with the alerts that exist for it; pure. A threshold that is reached has one open
 * alert. An alert resolves when its threshold is gone or no longer reached, because the limit was raised
 * or a correction took spend back; reached again, it is raised with the next arm. A projection moves up
 * and down by itself, so it is told once for each limit and threshold, and not beside the actual spend; of
 * several thresholds only the highest is told. One may come before anything was reached; after that there are
 * never more of them than of actual alerts. A budget can turn them off. A threshold that a mail about the crossing has
 * told of already, such as one that was added since, is mailed no second time.
 */
export function decideAlerts(state: BudgetState, existing: readonly Alert[], at: Instant): AlertDecision {
  const crossings = crossingsOf(state);
  const latest = latestByThreshold(existing);
  const raiseOf = (crossing: Crossing) => {
    const last = latest.get(crossingKey(crossing));
    if (last && !mayRaiseAgain(last, state.limit)) return [];
    const alert = alertOf(state, crossing, (last?.key.arm ?? 0) + 1, at);
    return [isMailed(crossing, state, existing) ? withoutMail(alert) : alert];
  };
  const actual = crossings.filter(({ basis }) => basis === 'actual').flatMap(raiseOf);
  const ahead = crossings.filter(({ basis }) => basis === 'projected').slice(-1);
  const isFree = projectionsTold(existing, state.limit) < Math.max(1, actualOf(existing) + actual.length);
  const raise = [...actual, ...(isFree ? ahead.flatMap(raiseOf) : [])];
  const holds = new Set(crossings.map(crossingKey));
  const resolve = [...latest.values()].filter(
    ({ key, resolvedAt }) =>
      resolvedAt === undefined && !holds.has(crossingKey(key)) && canJudge(key.basis, state),
  );
  return { raise, resolve };
}

interface Crossing extends Pick<AlertKey, 'threshold' | 'basis'> {
  readonly line: Threshold;
  readonly reached: PicoUsd;
}

function crossingsOf(state: BudgetState): Crossing[] {
  const { budget, limit, spent, projected } = state;
  return byAmount(budget, limit).flatMap((line): Crossing[] => {
    const amount = thresholdAmount(line, limit);
    const threshold = thresholdName(line);
    if (spent > 0n && spent >= amount) return [{ line, threshold, basis: 'actual', reached: spent }];
    if (budget.projectedAlerts === false) return [];
    if (projected === undefined || projected <= 0n || projected < amount) return [];
    return [{ line, threshold, basis: 'projected', reached: projected }];
  });
}

/**
 * Whether a mail said so already: that of an open alert, as serious, which was raised when as much was spent of the same
 * limit. What is reached after it, or is more serious, is news.
 */
function isMailed({ basis, line }: Crossing, { limit }: BudgetState, existing: readonly Alert[]): boolean {
  if (basis !== 'actual') return false;
  const amount = thresholdAmount(line, limit);
  return existing.some(
    (told) =>
      told.key.basis === 'actual' &&
      told.resolvedAt === undefined &&
      told.limit === limit &&
      told.spent >= amount &&
      isAsSerious(told.severity, line.severity) &&
      MAIL_CHANNELS.some((channel) => told.deliveries.has(channel)),
  );
}

function withoutMail(alert: Alert): Alert {
  const deliveries = new Map(alert.deliveries);
  for (const channel of MAIL_CHANNELS) deliveries.delete(channel);
  return { ...alert, deliveries };
}

function projectionsTold(existing: readonly Alert[], now: PicoUsd): number {
  return existing.filter(({ key, limit }) => key.basis === 'projected' && limit === now).length;
}

function actualOf(existing: readonly Alert[]): number {
  return existing.filter(({ key }) => key.basis === 'actual').length;
}

/** Lowest first; a threshold that is given twice counts once. */
function byAmount({ thresholds }: Budget, limit: PicoUsd): Threshold[] {
  const once = new Map(thresholds.map((line) => [thresholdName(line), line]));
  return [...once.values()].sort(ascending((line) => thresholdAmount(line, limit)));
}

function latestByThreshold(existing: readonly Alert[]): Map<string, Alert> {
  const latest = new Map<string, Alert>();
  for (const alert of existing) {
    const name = crossingKey(alert.key);
    if (alert.key.arm > (latest.get(name)?.key.arm ?? 0)) latest.set(name, alert);
  }
  return latest;
}

function mayRaiseAgain({ key, resolvedAt, limit }: Alert, now: PicoUsd): boolean {
  return resolvedAt !== undefined && (key.basis === 'actual' || limit !== now);
}

/** Without a projection nothing can be said of alerts about it. */
function canJudge(basis: Basis, { projected }: BudgetState): boolean {
  return basis === 'actual' || projected !== undefined;
}

function crossingKey({ threshold, basis }: Pick<AlertKey, 'threshold' | 'basis'>): string {
  return `${threshold} ${basis}`;
}

function alertOf(state: BudgetState, crossing: Crossing, arm: number, at: Instant): Alert {
  const { budget, value, period, limit, spent, unpricedEvents: unpriced } = state;
  const { threshold, basis, line, reached } = crossing;
  const key = { budgetId: budget.id, value, period: period.key, threshold, basis, arm };
  return {
    id: alertId(key),
    kind: 'budget',
    key,
    budgetName: budget.name,
    severity: line.severity,
    spent,
    reached,
    limit,
    unpriced,
    from: period.from,
    to: period.to,
    createdAt: at,
    deliveries: freshDeliveries(budget.channels, at),
  };
}
