import { cutText } from '../../contracts/cut-text.ts';
import {
  type Day,
  DAY_HELP,
  isLedgerDay,
  isLedgerMonth,
  type Month,
  MONTH_HELP,
} from '../../contracts/dates.ts';
import { InvalidInputError } from '../errors.ts';

export { type Day, isDay, isMonth, type Month } from '../../contracts/dates.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The clock is a port: use cases get the time, they never take it. */
export interface Clock {
  now(): Instant;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const formatters = new Map<string, Intl.DateTimeFormat>();

function localParts(at: Instant, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(at);
}

/** Reads a day of the calendar, `2026-11-21`. Throws InvalidInputError that names the field on anything else. */
export function parseDay(text: string, field = ''): Day {
  if (isLedgerDay(text)) return text;
  const message = `"${cutText(text, 40)}" is not a day: it ${DAY_HELP}`;
  throw new InvalidInputError(message, [{ field, message }]);
}

/** Reads a month, `2026-11`. Throws InvalidInputError that names the field on anything else. */
export function parseMonth(text: string, field = ''): Month {
  if (isLedgerMonth(text)) return text;
  const message = `"${cutText(text, 40)}" is not a month: it ${MONTH_HELP}`;
  throw new InvalidInputError(message, [{ field, message }]);
}

/** The ledger day of an instant. */
export function dayOf(at: Instant, timeZone = 'UTC'): Day {
  const local = timeZone === 'UTC' ? new Date(at).toISOString() : localParts(at, timeZone);
  return local.slice(0, 10) as Day;
}

/** The hour of the ledger day, `00` to `23`. */
export function hourOf(at: Instant, timeZone = 'UTC'): string {
  return timeZone === 'UTC'
    ? new Date(at).toISOString().slice(11, 13)
    : localParts(at, timeZone).slice(11, 13);
}

/** The month of a day. */
export function monthOf(day: Day): Month {
  return day.slice(0, 7) as Month;
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return dayOf(utcOf(day) + count * DAY_MS);
}

/** Throws RangeError for what is no day. */
function utcOf(day: Day): Instant {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) throw new RangeError(`"${day}" is no day`);
  return at;
}

/** The number of days from `from` to `to`, both included; 0 when `to` is before `from`. */
export function countDays(from: Day, to: Day): number {
  return Math.max(0, Math.round((utcOf(to) - utcOf(from)) / DAY_MS) + 1);
}

/** All days from `from` to `to`, both included; empty when `to` is before `from`. Throws RangeError for no day. */
export function daysBetween(from: Day, to: Day): Day[] {
  const first = utcOf(from);
  return Array.from({ length: countDays(from, to) }, (_, index) => dayOf(first + index * DAY_MS));
}

/** All months from `from` to `to`, both included; empty when `to` is before `from`. */
export function monthsBetween(from: Month, to: Month): Month[] {
  const count = Math.max(0, indexOf(to) - indexOf(from) + 1);
  return Array.from({ length: count }, (_, index) => addMonths(from, index));
}

/** First and last day of a month. */
export function daysOfMonth(month: Month): { from: Day; to: Day } {
  return { from: firstOf(month), to: addDays(firstOf(addMonths(month, 1)), -1) };
}

/** The first instant after a month. */
export function endOfMonth(month: Month, timeZone = 'UTC'): Instant {
  return startOfDay(firstOf(addMonths(month, 1)), timeZone);
}

/** The first day of a month. */
export function firstOf(month: Month): Day {
  return `${month}-01` as Day;
}

/** The month `count` months later (earlier when negative). */
export function addMonths(month: Month, count: number): Month {
  const index = indexOf(month) + count;
  const year = Math.floor(index / 12);
  return `${String(year).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}` as Month;
}

/** Months since the year 0. Throws RangeError for what is no month. */
function indexOf(month: Month): number {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  if (!Number.isInteger(index)) throw new RangeError(`"${month}" is no month`);
  return index;
}

/** The ISO week of a day, `2026-W47`; weeks start on Monday. */
export function weekOf(day: Day): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const year = date.getUTCFullYear();
  const week = Math.ceil(((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS + 1) / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Monday of the day's ISO week. */
export function weekStart(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return addDays(day, 1 - weekday);
}

/** The first instant of a ledger day. Days that a zone change lengthens or shortens are respected. */
export function startOfDay(day: Day, timeZone = 'UTC'): Instant {
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (timeZone === 'UTC') return utc;
  let low = utc - DAY_MS;
  let high = utc + DAY_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(middle, timeZone) < day) low = middle;
    else high = middle;
  }
  return high;
}

/** ISO 8601 in UTC with milliseconds. */
export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}
