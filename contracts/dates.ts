import type { core } from 'zod/mini';

/** A day of the ledger, `YYYY-MM-DD`, in the ledger's time zone. */
export type Day = string & core.$brand<'Day'>;

/** A month of the ledger, `YYYY-MM`. */
export type Month = string & core.$brand<'Month'>;

export const DAY_SHAPE = /^\d{4}-\d{2}-\d{2}$/;
export const MONTH_SHAPE = /^\d{4}-\d{2}$/;

/** True for a text of the form `YYYY-MM-DD`; whether the calendar has that day is not checked. */
export function isDay(text: string): text is Day {
  return DAY_SHAPE.test(text);
}

/** True for a text of the form `YYYY-MM`; whether a year has that month is not checked. */
export function isMonth(text: string): text is Month {
  return MONTH_SHAPE.test(text);
}

/** The first day that anything in the ledger can have. */
const FIRST_DAY = '1970-01-01';
/** The last one: what follows it, a day, a week or a month later, still has four digits and sorts behind it. */
const LAST_DAY = '9998-12-31';

const END_MS = Date.parse('9999-01-01T00:00:00Z');
const ZONED_TIME = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/;

const BOUNDS = `from ${FIRST_DAY} to ${LAST_DAY}`;
export const DAY_HELP = `must be a day such as "2026-11-21", ${BOUNDS}`;
export const MONTH_HELP = `must be a month such as "2026-11", from ${FIRST_DAY.slice(0, 7)} to ${LAST_DAY.slice(0, 7)}`;
export const PERIOD_HELP = `must be a day such as "2026-11-21" or a month such as "2026-11", ${BOUNDS}`;
export const RANGE_HELP = `must be a day such as "2026-11-21", a month such as "2026-11" or a time with a zone such as "2026-11-21T10:00:00Z", ${BOUNDS}`;
export const TIME_HELP = `must be a day such as "2026-11-21" or a time with a zone such as "2026-11-21T10:00:00Z", ${BOUNDS}`;

/** True for a day that the calendar has (not for `2026-02-30`) and the ledger can hold. */
export function isLedgerDay(text: string): text is Day {
  if (!isDay(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** True for a month that the ledger can hold. */
export function isLedgerMonth(text: string): text is Month {
  return isMonth(text) && isLedgerDay(`${text}-01`);
}

/** True for milliseconds since 1970 on a day that the ledger can hold, in UTC. */
export function isLedgerInstant(at: number): boolean {
  return at >= 0 && at < END_MS;
}

/** True for a time with a zone on a day that the ledger can hold, in UTC. */
export function isLedgerTime(text: string): boolean {
  return ZONED_TIME.test(text) && isLedgerInstant(Date.parse(text));
}
