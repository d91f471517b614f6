import { isLedgerDay, isLedgerMonth, isLedgerTime, PERIOD_HELP, RANGE_HELP } from '../../contracts/dates.ts';
import { type FieldError, InvalidInputError } from '../errors.ts';
import {
  addDays,
  type Day,
  dayOf,
  daysOfMonth,
  endOfMonth,
  HOUR_MS,
  type Instant,
  monthOf,
  startOfDay,
} from './ledger-time.ts';

/** What a caller may say about time; `startDate` and `endDate` are aliases of `from` and `to`. */
export interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  /** A day or a month, instead of `from` and `to`. */
  readonly period?: string | undefined;
}

/** A half-open span of time; a bound that was not named is undefined. */
export interface TimeRange {
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
}

/** Whole days of the ledger, both included; a bound that was not named is undefined. */
export interface DayRange {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** A day range whose bounds are known. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

/**
 * Reads a range: days and months mean their whole length, `to` included; times are half-open. Throws InvalidInputError.
 */
export function parseRange(query: RangeQuery, timeZone: string): TimeRange {
  const errors: FieldError[] = [];
  const pick = (name: 'from' | 'to', alias: 'startDate' | 'endDate') => {
    const field = query[name] === undefined ? alias : name;
    if (query[name] !== undefined && query[alias] !== undefined && query[name] !== query[alias]) {
      errors.push({ field: alias, message: `says something else than "${name}", which means the same` });
    }
    return { field, text: query[name] ?? query[alias] };
  };
  const from = pick('from', 'startDate');
  const to = pick('to', 'endDate');
  if (query.period !== undefined && (from.text !== undefined || to.text !== undefined)) {
    errors.push({ field: 'period', message: 'replaces "from" and "to": send one or the other' });
  }
  const range =
    query.period === undefined
      ? { start: boundOf(from, timeZone, 0, errors), end: boundOf(to, timeZone, 1, errors) }
      : periodOf(query.period, timeZone, errors);
  if (range.start !== undefined && range.end !== undefined && range.start >= range.end) {
    errors.push({ field: from.field, message: `must be before "${to.field}"` });
  }
  if (errors.length > 0) throw new InvalidInputError('the range of time cannot be used', errors);
  return range;
}

function boundOf(
  { field, text }: { field: string; text: string | undefined },
  timeZone: string,
  daysLater: number,
  errors: FieldError[],
): Instant | undefined {
  if (text === undefined) return undefined;
  if (isLedgerDay(text)) return startOfDay(addDays(text, daysLater), timeZone);
  if (isLedgerMonth(text)) {
    const { from: first, to: last } = daysOfMonth(text);
    return startOfDay(daysLater === 0 ? first : addDays(last, daysLater), timeZone);
  }
  if (isLedgerTime(text)) return Date.parse(text);
  errors.push({ field, message: RANGE_HELP });
  return undefined;
}

function periodOf(period: string, timeZone: string, errors: FieldError[]): TimeRange {
  if (isLedgerMonth(period)) {
    const { from, to } = daysOfMonth(period);
    return { start: startOfDay(from, timeZone), end: startOfDay(addDays(to, 1), timeZone) };
  }
  if (isLedgerDay(period)) {
    return { start: startOfDay(period, timeZone), end: startOfDay(addDays(period, 1), timeZone) };
  }
  errors.push({ field: 'period', message: PERIOD_HELP });
  return { start: undefined, end: undefined };
}

/** The whole days that a range touches: totals are kept by day. */
export function daysOfRange({ start, end }: TimeRange, timeZone: string): DayRange {
  return {
    from: start === undefined ? undefined : dayOf(start, timeZone),
    to: end === undefined ? undefined : dayOf(end - 1, timeZone),
  };
}

/** Days of history that a projection looks at: ten weeks. */
export const PROJECTION_WINDOW_DAYS = 70;

/** A month may be closed so long after its end; an entry that is recorded later is late for it. */
export const LATE_AFTER_MS = 48 * HOUR_MS;

/** True when every day of the range is in a closed month. */
export function isClosed({ to }: DayRange, now: Instant, timeZone: string): boolean {
  if (to === undefined) return false;
  return now >= endOfMonth(monthOf(to), timeZone) + LATE_AFTER_MS;
}
