import type { JobProgress } from '../jobs/job.ts';
import { formatDecimal } from '../money/decimal.ts';
import { type Instant, isDay, type Month, monthOf } from '../time/ledger-time.ts';
import { NAMED_TOTALS, type RepairReport, type RepairState } from './repair.ts';

/** What a recalculation found so far; amounts as decimal strings, it is kept as JSON. */
export interface RecalculateState {
  /** A day, `late <month>`, or `counts`. */
  readonly parts: readonly string[];
  readonly next: number;
  readonly entries: number;
  readonly totals: number;
  readonly repairs: readonly { readonly total: string; readonly differenceUsd: string }[];
  readonly busy: readonly string[];
  /** Months with late entries, as far as days were read. */
  readonly late: readonly Month[];
  /** A part that takes several steps. */
  readonly open?: OpenPart | undefined;
  /** Each day is a job of its own; how often this one has waited for them. Absent: it does not. */
  readonly waits?: number | undefined;
}

/** A part that was begun. */
export interface OpenPart {
  readonly startedAt: Instant;
  readonly repair: RepairState;
}

/** What a recalculation answers; those of a day's are joined into those of everything. */
export interface RecalculateResult extends Pick<RecalculateState, 'entries' | 'totals' | 'repairs' | 'busy'> {
  readonly days: number;
  /** Months that something was recorded late for. */
  readonly lateMonths: readonly Month[];
}

/** The answer of a recalculation that is through. */
export function recalculateResult({ parts, late, ...state }: RecalculateState): RecalculateResult {
  const { entries, totals, repairs, busy } = state;
  return { days: parts.filter(isDay).length, entries, totals, repairs, busy, lateMonths: late };
}

/** The state behind its first `days` parts, whose results others found. */
export function withResults(
  state: RecalculateState,
  results: readonly RecalculateResult[],
  days: number,
): RecalculateState {
  return { ...results.reduce(withFound, state), waits: undefined, next: days };
}

/** The state behind the part that a report is of. */
export function withReport(state: RecalculateState, report: RepairReport): RecalculateState {
  const part = state.parts[state.next] ?? '';
  const repairs = report.repairs.map(({ key, difference }) => ({
    total: key,
    differenceUsd: formatDecimal(difference.cost),
  }));
  const lateMonths = report.late > 0 && isDay(part) ? [monthOf(part)] : [];
  return {
    ...withFound(state, { ...report, repairs, lateMonths }),
    next: state.next + 1,
    open: undefined,
  };
}

function withFound(
  state: RecalculateState,
  { entries, totals, repairs, busy, lateMonths }: Omit<RecalculateResult, 'days'>,
): RecalculateState {
  return {
    ...state,
    entries: state.entries + entries,
    totals: state.totals + totals,
    repairs: [...state.repairs, ...repairs].slice(0, NAMED_TOTALS),
    busy: [...state.busy, ...busy].slice(0, NAMED_TOTALS),
    late: [...new Set([...state.late, ...lateMonths])],
  };
}

/** Parts that are through, of all. */
export function progressOf({ next, parts }: RecalculateState): JobProgress {
  return { done: next, total: parts.length };
}
