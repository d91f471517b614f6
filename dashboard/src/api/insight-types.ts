import type * as z from 'zod/mini';
import type { alertListSchema, alertSchema } from '../../../contracts/api/alerts.ts';

/** Answers of the routes that look ahead and back: alerts, advice, reports. */
export type Alert = z.infer<typeof alertSchema>;
export type AlertList = z.infer<typeof alertListSchema>;

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
