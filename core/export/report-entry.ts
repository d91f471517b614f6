import type { PicoUsd, Quantity } from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import { type Day, isoTime } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';

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

/** An entry of the ledger as reports show it. */
export function reportEntry(entry: Entry): ReportEntry {
  return {
    id: entry.id,
    day: entry.day,
    occurredAt: isoTime(entry.occurredAt),
    recordedAt: isoTime(entry.recordedAt),
    provider: entry.provider,
    service: entry.service,
    model: entry.model,
    region: entry.region,
    attributes: entry.attributes,
    usage: entry.usage,
    lines: entry.lines,
    cost: entry.cost,
    status: entry.status,
    reportedCost: entry.reportedCost,
    userId: entry.userId,
    resource: entry.resource,
    group: entry.group,
    tags: entry.tags,
    operation: entry.operation,
    outcome: entry.outcome,
    attempt: entry.attempt,
    catalogueVersion: entry.catalogueVersion,
    correctionOf: entry.correctionOf,
  };
}
