import {
  type BudgetSource,
  type Enforcement,
  type Gate,
  GATES,
  type Period,
  SEVERITIES,
  type Severity,
  type TurnedGate,
  type UnpricedRule,
} from '../../contracts/budget-vocabulary.ts';
import type { BudgetChannel } from '../../contracts/alert-channels.ts';
import { type Decimal, formatDecimal, ONE, type PicoUsd, scaled } from '../money/decimal.ts';
import type { BudgetKind } from '../../contracts/scopes.ts';
import type { Scope } from '../scopes/scope.ts';
import type { Instant } from '../time/ledger-time.ts';
import { ascending } from '../order.ts';

/** What a budget watches; ANY_ID as id means every value of the kind, each with a limit of its own. */
export type BudgetScope = Scope<BudgetKind>;

/** A line on the way to the limit or beyond it, as a percentage of the limit or as an amount. */
export interface Threshold {
  readonly at: { readonly percent: Decimal } | { readonly usd: PicoUsd };
  readonly severity: Severity;
  /** What the gate turns to when this line is reached; absent: nothing. */
  readonly gate?: TurnedGate | undefined;
}

/** A fixed amount, or a share of the revenue posted for the period. */
export type BudgetLimit =
  | { readonly kind: 'fixed'; readonly usd: PicoUsd }
  | { readonly kind: 'revenue'; readonly share: Decimal };

/** One budget: whose spend, over which period, how much, and what happens on the way there. */
export interface Budget {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly scope: BudgetScope;
  readonly period: Period;
  readonly limit: BudgetLimit;
  /** Sorted as they were given. */
  readonly thresholds: readonly Threshold[];
  /** What the gate does with a call that would pass the limit. */
  readonly enforcement: Enforcement;
  /** What the gate does with usage that has no price. */
  readonly unpriced: UnpricedRule;
  /** Held for a call without a price when the caller names no estimate; only with `estimate`. */
  readonly unpricedEstimate?: PicoUsd | undefined;
  /** Cheaper model by model; `*` means every other one. */
  readonly degradeTo: Readonly<Record<string, string>>;
  /** Where its alerts go. */
  readonly channels: readonly BudgetChannel[];
  /** Whether a projection that passes a threshold raises an alert; absent, as older budgets have it: it does. */
  readonly projectedAlerts?: boolean | undefined;
  /** `form`: made of the organisation's form; `stage`: a default of the stage; `stored`: any other. */
  readonly source: BudgetSource;
  readonly createdAt?: Instant | undefined;
  readonly createdBy?: string | undefined;
  readonly updatedAt?: Instant | undefined;
  readonly updatedBy?: string | undefined;
}

/** The amount of a threshold under a limit. */
export function thresholdAmount(threshold: Threshold, limit: PicoUsd): PicoUsd {
  const { at } = threshold;
  return 'usd' in at ? at.usd : scaled(limit, at.percent, 100n * ONE);
}

/** The name of a threshold in keys and answers: `80%` or `$1.5`. */
export function thresholdName({ at }: Threshold): string {
  return 'usd' in at ? `$${formatDecimal(at.usd)}` : `${formatDecimal(at.percent)}%`;
}

/**
 * amount ÷ limit × 100, with 4 decimals, rounded down: a threshold that is not reached never reads as if it were. A
 * limit of 0 has no ratio: it is used up, 100, as soon as anything is spent, and at 0 until then.
 */
export function percentOfLimit(amount: PicoUsd, limit: PicoUsd): Decimal {
  if (limit <= 0n) return amount > 0n ? 100n * ONE : 0n;
  return ((amount * 1_000_000n) / limit) * (ONE / 10_000n);
}

/** The thresholds that an amount has reached, lowest first. */
export function reachedThresholds(budget: Budget, spent: PicoUsd, limit: PicoUsd): Threshold[] {
  return budget.thresholds
    .filter((threshold) => spent >= thresholdAmount(threshold, limit) && spent > 0n)
    .sort(ascending((threshold) => thresholdAmount(threshold, limit)));
}

/** The worst severity an amount has reached; `ok` below every threshold. */
export function severityOf(budget: Budget, spent: PicoUsd, limit: PicoUsd): Severity | 'ok' {
  const reached = reachedThresholds(budget, spent, limit).map(({ severity }) => severity);
  return SEVERITIES.findLast((severity) => reached.includes(severity)) ?? 'ok';
}

/**
 * From which amount on the gate denies or degrades: the limit by the budget's enforcement, and every
 * threshold with an action of its own. Undefined: it never does.
 */
export function gateAmount(
  budget: Budget,
  gate: Exclude<Gate, 'allow'>,
  limit: PicoUsd,
): PicoUsd | undefined {
  const amounts = budget.thresholds
    .filter((threshold) => threshold.gate === gate)
    .map((threshold) => thresholdAmount(threshold, limit));
  if (budget.enforcement === gate) amounts.push(limit);
  return amounts.reduce<PicoUsd | undefined>(
    (least, amount) => (least === undefined || amount < least ? amount : least),
    undefined,
  );
}

/** The stricter of two answers of the gate. */
export function stricter(a: Gate, b: Gate): Gate {
  return GATES.indexOf(a) >= GATES.indexOf(b) ? a : b;
}
