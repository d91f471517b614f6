import * as z from 'zod/mini';
import {
  DAY_HELP,
  DAY_SHAPE,
  isLedgerDay,
  isLedgerMonth,
  isLedgerTime,
  MONTH_HELP,
  MONTH_SHAPE,
  PERIOD_HELP,
  RANGE_HELP,
  TIME_HELP,
} from './dates.ts';

/** A day that is sent or configured; refuses what is not of the form `YYYY-MM-DD` or no day of the ledger. */
export const sentDay = z
  .string({ error: DAY_HELP })
  .check(z.regex(DAY_SHAPE, { error: DAY_HELP, abort: true }), z.refine(isLedgerDay, DAY_HELP))
  .brand<'Day'>();

/** A month that is sent; refuses what is not of the form `YYYY-MM` or no month of the ledger. */
export const sentMonth = z
  .string({ error: MONTH_HELP })
  .check(z.regex(MONTH_SHAPE, { error: MONTH_HELP, abort: true }), z.refine(isLedgerMonth, MONTH_HELP))
  .brand<'Month'>();

/** A day or a month that is sent. */
export const sentPeriod = z.string({ error: PERIOD_HELP }).check(
  z.regex(/^\d{4}-\d{2}(-\d{2})?$/, { error: PERIOD_HELP, abort: true }),
  z.refine((text) => isLedgerDay(text) || isLedgerMonth(text), PERIOD_HELP),
);

/** An end of a range that is sent: a day, a month, or a time with a zone. */
export const sentRangeEnd = z
  .string({ error: RANGE_HELP })
  .check(z.refine((text) => isLedgerDay(text) || isLedgerMonth(text) || isLedgerTime(text), RANGE_HELP));

/** A moment that is sent: a day, or a time with a zone. */
export const sentDayOrTime = z
  .string({ error: TIME_HELP })
  .check(z.refine((text) => isLedgerDay(text) || isLedgerTime(text), TIME_HELP));
