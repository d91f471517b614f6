import * as z from 'zod/mini';
import { sentDay, sentDayOrTime } from '../date-schemas.ts';
import { asOf, daySchema, monthSchema, timeSchema } from './common.ts';

/** The longest that an import may stay open. */
export const MOST_IMPORT_HOURS = 168;

const HOURS_HELP = `must be a whole number of hours from 1 to ${MOST_IMPORT_HOURS}`;

/** PUT /history/import: from which day on old events are taken, and for how long. */
export const openImportBody = z.strictObject({
  from: sentDay,
  /** Default 24. */
  hours: z.optional(z.int(HOURS_HELP).check(z.gte(1, HOURS_HELP), z.lte(MOST_IMPORT_HOURS, HOURS_HELP))),
  /** Instead of hours: the end that `GET /history` shows of the import, at most MOST_IMPORT_HOURS from now. */
  until: z.optional(sentDayOrTime),
});

/** An open import: messages with `"import": true` sent until then may hold events from that day on. */
export const importSchema = z.object({ from: daySchema, until: timeSchema, openedBy: z.string() });

/**
 * PUT /history/import: the import, the months that it opened again, which were closed without an event, and those that
 * stay closed: what comes for them stands beside their closed number.
 */
export const openedImportSchema = z.extend(importSchema, {
  reopened: z.array(monthSchema),
  closed: z.array(monthSchema),
});

/** The months that hold something. */
const extent = {
  /** Null while the ledger is empty. */
  firstDay: z.nullable(daySchema),
  /** Oldest first; null in a ledger from before they were noted that has recorded nothing since. */
  months: z.nullable(z.array(monthSchema)),
} as const;

/** GET /history. */
export const historySchema = z.object({
  ...asOf,
  ...extent,
  /** The first day from which events are taken now, without an import. */
  oldestDay: daySchema,
  import: z.nullable(importSchema),
});

/** POST /history/check. */
export const historyCheckSchema = z.object({
  ...extent,
  dropped: z.array(monthSchema),
  /** False when there is more to look at: ask again. */
  complete: z.boolean(),
});

/** DELETE /history/import. */
export const importClosedSchema = z.object({ import: z.null() });
