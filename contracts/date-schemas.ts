import * as z from 'zod/mini';
import { DAY_SHAPE } from './dates.ts';

/** A day that somebody sends or configures; refuses what is not of the form `YYYY-MM-DD`. */
export const sentDay = z
  .string()
  .check(z.regex(DAY_SHAPE, 'must be a day such as "2026-11-21"'))
  .brand<'Day'>();

/** A month that somebody sends; refuses what is not of the form `YYYY-MM` or names no month. */
export const sentMonth = z
  .string()
  .check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as "2026-11"'))
  .brand<'Month'>();
