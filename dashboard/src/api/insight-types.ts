import type * as z from 'zod/mini';
import type { statementSchema } from '../../../contracts/api/reports.ts';
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
export type Statement = z.infer<typeof statementSchema>;
