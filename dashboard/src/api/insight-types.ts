/** Answers of the routes that look ahead and back: alerts, forecasts, advice, reports. */
export type Severity = 'warning' | 'critical' | 'emergency';

export interface Delivery {
  readonly channel: string;
  readonly status: 'PENDING' | 'SENT' | 'FAILED';
  readonly attempts?: number;
  readonly sentAt?: string | null;
}

export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly budgetId?: string | null;
  readonly scope?: { readonly kind: string; readonly type?: string; readonly id?: string } | null;
  readonly period?: string | null;
  readonly threshold?: string | null;
  readonly basis?: 'actual' | 'projected' | null;
  readonly severity: string;
  readonly spentUsd?: string | null;
  readonly limitUsd?: string | null;
  readonly deliveries?: readonly Delivery[];
  readonly createdAt: string;
  readonly resolvedAt?: string | null;
  readonly acknowledgedAt?: string | null;
}

export interface AlertList {
  readonly asOf?: string;
  readonly alerts: readonly Alert[];
  readonly nextCursor?: string;
}

export interface Projection {
  readonly asOf?: string;
  readonly period: string;
  readonly spentUsd: string;
  readonly projectedUsd: string;
  readonly lowUsd: string;
  readonly highUsd: string;
  readonly method?: string;
  readonly backtestError?: string | number | null;
}

export interface AnomalyList {
  readonly asOf?: string;
  readonly items: readonly Record<string, unknown>[];
}

export interface Optimisation {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly title?: string;
  readonly estimatedSavingUsd: string;
  readonly effort?: string;
  readonly guide?: string | readonly string[];
  readonly evidence?: unknown;
  readonly realisedSavingUsd?: string | null;
}

export interface OptimisationList {
  readonly asOf?: string;
  readonly items: readonly Optimisation[];
}

export interface UnpricedList {
  readonly asOf?: string;
  readonly items?: readonly Record<string, unknown>[];
  readonly unpriced?: readonly Record<string, unknown>[];
}
