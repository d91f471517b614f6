import type { EntryFilter } from '../spend/entry-filter.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import type { DayRange } from '../time/range.ts';
import type { ExportFormat } from '../../contracts/report-vocabulary.ts';

/** What an export is to hold; it is kept as JSON with its job. */
export interface ExportRequest {
  readonly format: ExportFormat;
  /** First and last day (included) that entries are looked for on. */
  readonly from: Day;
  readonly to: Day;
  /** The days that the file is named by, as they were asked for, without an end the last in it; absent: those looked at. */
  readonly asked?: DayRange | undefined;
  /** Half-open bounds of `occurredAt`; absent: whole days. */
  readonly start?: Instant | undefined;
  readonly end?: Instant | undefined;
  readonly filter: EntryFilter;
  /** Amounts in this currency beside USD. */
  readonly currency?: string | undefined;
  /** By the rate of this day: every step of a job converts by the same one. */
  readonly rateDate?: Day | undefined;
}

/** What an export is sent and stored as. */
export function exportType(format: ExportFormat): string {
  return format === 'json' ? 'application/json' : 'text/csv; charset=utf-8';
}

/** `costs-2026-11-01-2026-11-30.csv`; a FOCUS file says that it is one. */
export function exportFileName({ format, from, to, asked }: ExportRequest): string {
  // Days that the ledger has none of are cut: a range in the future, or before its beginning, to nothing.
  const first = asked?.from ?? from;
  const last = asked?.to ?? to;
  const days = first >= last ? last : `${first}-${last}`;
  return `costs-${days}${format === 'focus' ? '-focus.csv' : `.${format}`}`;
}
