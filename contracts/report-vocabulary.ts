/** The formats of `GET /reports/export`. */
export const EXPORT_FORMATS = ['csv', 'json', 'focus'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The formats of a provider's bill that are compared with the ledger. */
export const BILL_FORMATS = [
  'openai-costs',
  'anthropic-cost-report',
  'aws-cur',
  'focus',
  'plain',
  'quantities',
] as const;
export type BillFormat = (typeof BILL_FORMATS)[number];

/** What a line of a comparison with a bill is. */
export const RECONCILE_KINDS = [
  'matched',
  'missing-here',
  'missing-there',
  'price-variance',
  'quantity-variance',
  'fixed-fee',
  'tax',
  'credit',
  'residual',
] as const;
export type ReconcileKind = (typeof RECONCILE_KINDS)[number];

/** What a point of a trend sums up. */
export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

/** How a day is out of line with its past. */
export const ANOMALY_KINDS = ['spike', 'drop', 'new-spend'] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** How far it is, from the nearest to the farthest. */
export const ANOMALY_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AnomalySeverity = (typeof ANOMALY_SEVERITIES)[number];

/** The key in a breakdown of what has no name in its dimension; `unnamed` tells it from a name that reads so. */
export const NO_NAME = '(none)';

/** Names that a trend tells apart: the most expensive, or those of one question. */
export const MOST_TREND_NAMES = 50;
