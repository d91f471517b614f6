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
