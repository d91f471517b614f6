import type { PicoUsd, Quantity } from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import type { Day } from '../time/ledger-time.ts';

/** What an entry was done for, or what that belongs to. */
export interface ReportReference {
  readonly type: string;
  readonly id: string;
}

/** What reports need of a ledger entry. Σ lines is the cost unless the entry is `reported` or an adjustment. */
export interface ReportEntry {
  readonly id: string;
  readonly day: Day;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly region?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly usage: Readonly<Record<string, Quantity>>;
  readonly lines: readonly PricedLine[];
  readonly cost: PicoUsd;
  readonly status: 'priced' | 'unpriced' | 'reported';
  readonly reportedCost?: PicoUsd | undefined;
  readonly userId?: string | undefined;
  readonly resource?: ReportReference | undefined;
  readonly group?: ReportReference | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: string | undefined;
  readonly attempt?: number | undefined;
  readonly catalogueVersion?: string | undefined;
  /** The entry that this one corrects. */
  readonly correctionOf?: string | undefined;
}
