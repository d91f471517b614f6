import type { ReconcileKind } from '../../contracts/report-vocabulary.ts';
import type { PicoUsd, Quantity } from '../money/decimal.ts';
import type { Day } from '../time/ledger-time.ts';
import type { BillOptions, BillRow } from './formats/bill-row.ts';

/** What the ledger holds for one day, provider and model. */
export interface LedgerRow {
  readonly day: Day;
  readonly provider: string;
  readonly model: string;
  /** Sum of the entries, corrections included. */
  readonly cost: PicoUsd;
  /** Sum of `reportedCostUsd` of the entries that carry one, and what the ledger computed for the same entries. */
  readonly reported?: { readonly reportedCost: PicoUsd; readonly computedCost: PicoUsd } | undefined;
  /** Entries without a price; absent: none. */
  readonly unpriced?: number | undefined;
  /** What each part cost; absent: not known apart. */
  readonly costs?: Readonly<Record<string, PicoUsd>> | undefined;
  /** Sums of the usage parts. */
  readonly usage?: Readonly<Record<string, Quantity>> | undefined;
}

/** A plan with an allowance, such as 100,000 characters a month for 22 USD. */
export interface Subscription {
  readonly name: string;
  readonly provider: string;
  /** Absent: the allowance is for all models of the provider. */
  readonly model?: string | undefined;
  readonly unit: string;
  readonly included: Quantity;
  /** The plan's fee where the bill does not list it: it becomes a fixed-fee line. */
  readonly fee?: PicoUsd | undefined;
}

/** What a reconciliation compares. */
export interface ReconcileInput {
  readonly bill: readonly BillRow[];
  /** Rows of other providers, and outside of the period, are left alone. */
  readonly ledger: readonly LedgerRow[];
  /** First and last day (included) that the bill is for. */
  readonly from: Day;
  readonly to: Day;
  readonly subscriptions?: readonly Subscription[] | undefined;
  readonly options?: BillOptions | undefined;
  /** A difference up to this share (in thousandths, absent: 5) of the ledger's amount is a match. */
  readonly toleranceThousandths?: number | undefined;
}

/** One line of the comparison; `difference` = bill − ledger, and the differences of all lines add up to the whole. */
export interface ReconcileLine {
  readonly kind: ReconcileKind;
  readonly provider: string;
  /** Absent where the bill does not go down to days or models. */
  readonly day?: Day | undefined;
  readonly model?: string | undefined;
  /** The usage part, where the bill has a line for each. */
  readonly part?: string | undefined;
  readonly bill: PicoUsd;
  readonly ledger: PicoUsd;
  readonly difference: PicoUsd;
  readonly description?: string | undefined;
  /** Entries of a `missing-here` line that are in the ledger without a price; absent: none. */
  readonly unpricedEvents?: number | undefined;
}

/** Reported against computed cost of one provider and model: how well the ledger's prices hit the provider's own. */
export interface ReportedLine {
  readonly provider: string;
  readonly model: string;
  readonly reported: PicoUsd;
  readonly computed: PicoUsd;
  readonly difference: PicoUsd;
}
