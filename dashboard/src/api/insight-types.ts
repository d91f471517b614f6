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

/** POST /reports/reconcile. */
export interface Reconciliation {
  readonly billUsd: string;
  readonly ledgerUsd: string;
  readonly differenceUsd: string;
  readonly differenceShare?: string;
  readonly summary?: Readonly<Record<string, { readonly lines: number; readonly differenceUsd: string }>>;
  readonly lines?: readonly {
    readonly kind?: string;
    readonly provider?: string;
    readonly model?: string;
    readonly day?: string;
    readonly billUsd: string;
    readonly ledgerUsd: string;
    readonly differenceUsd: string;
  }[];
}

/** GET /reports/statement as JSON. */
export interface Statement {
  readonly number: string;
  readonly issuer: string;
  readonly user: { readonly id: string; readonly name?: string };
  readonly month: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly issuedOn: string;
  readonly status: 'final' | 'provisional';
  readonly currency: string;
  readonly markupPercent: string;
  readonly lines: readonly {
    readonly service: string;
    readonly model: string;
    readonly events: number;
    readonly amount: string;
    readonly exactAmount: string;
  }[];
  readonly rounding: string;
  readonly total: string;
  readonly exactTotal: string;
  readonly unpricedEvents: number;
}
