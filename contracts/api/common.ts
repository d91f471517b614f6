import * as z from 'zod/mini';
import { LIMITS } from '../message-limits.ts';
import { boundedText } from '../bounded-text.ts';
import { sentDay, sentDayOrTime, sentPeriod, sentRangeEnd } from '../date-schemas.ts';
import { DAY_SHAPE, MONTH_SHAPE } from '../dates.ts';
import { BUDGET_KINDS } from '../scopes.ts';

/** Shapes that many routes share. One schema gives validation, the OpenAPI document and the client's types. */

const DECIMAL = /^-?\d+(\.\d{1,12})?$/;

/** An amount in USD or a quantity: canonical decimal string. */
export const decimalSchema = z.string().check(z.regex(DECIMAL));
/** A time, ISO 8601 in UTC. */
export const timeSchema = z.string().check(z.iso.datetime());
/** A day of the ledger. */
export const daySchema = z.string().check(z.regex(DAY_SHAPE));
/** A month of the ledger. */
export const monthSchema = z.string().check(z.regex(MONTH_SHAPE));
/** Amounts or quantities by name. */
export const decimalsByName = z.record(z.string(), decimalSchema);
/** What costs belong to: an episode, a podcast, a session. */
export const apiReferenceSchema = z.object({ type: z.string(), id: z.string() });
/** A count since some beginning. */
export const countSchema = z.int();

/** A scope as budgets name it; the organisation's id is `-`. */
export const budgetScope = {
  kind: z.enum(BUDGET_KINDS),
  type: z.optional(z.string()),
  id: z.string(),
} as const;

/** The same with the name of its user, group or resource, where a read knows one. */
export const namedBudgetScopeSchema = z.object({ ...budgetScope, name: z.optional(z.string()) });

/** What a row of an answer by dimension is of. */
export const namedKey = {
  /** A name; `TYPE/ID` of a resource or group; `(none)` for what has no name in this dimension. */
  key: z.string(),
  type: z.optional(z.string()),
  id: z.optional(z.string()),
  /** How a user, a resource or a group is called; absent without a name. */
  name: z.optional(z.string()),
} as const;

/** Every read says as of when. */
export const asOf = { asOf: timeSchema } as const;

/** `from` and `to` are days or months (`to` included) or times (half-open); the other two names are aliases. */
export const rangeQuery = {
  from: z.optional(sentRangeEnd),
  to: z.optional(sentRangeEnd),
  startDate: z.optional(sentRangeEnd),
  endDate: z.optional(sentRangeEnd),
  /** A day or a month instead of both. */
  period: z.optional(sentPeriod),
} as const;

/** When an entry was used: its day, or a time of that day. */
export const occurredAtQuery = { occurredAt: z.optional(sentDayOrTime) } as const;

const CURRENCY_HELP = 'must be a currency code such as "USD"';

/** Reads of amounts can be converted. */
export const currencyQuery = {
  currency: z.optional(z.string().check(z.regex(/^[A-Za-z]{3}$/, CURRENCY_HELP))),
  /** By the rate of this day, or the newest before it; absent: the newest. */
  rateDate: z.optional(sentDay),
} as const;

const LIMIT_HELP = 'must be a whole number from 1 to 200';

/** How many items a page may have. */
export const limitSchema = z.string().check(
  z.regex(/^\d{1,3}$/, LIMIT_HELP),
  z.refine((text) => Number(text) >= 1 && Number(text) <= 200, LIMIT_HELP),
);

/** Paging: at most `limit` items, then an opaque `nextCursor`. */
export const pageQuery = {
  limit: z.optional(limitSchema),
  cursor: z.optional(z.string().check(z.maxLength(2000))),
} as const;

/** The page size when a request names none. */
export const DEFAULT_LIMIT = 50;

/** Absent on the last page. A page may be shorter than `limit`, even empty, while it is there. */
export const nextCursor = { nextCursor: z.optional(z.string()) } as const;

/** A switch as an address has it. */
export const flagSchema = z.enum(['true', 'false'], { error: 'must be "true" or "false"' });

/** A switch in a query. */
export const flagQuery = z.optional(flagSchema);

/** Names cost a read more. */
export const namesQuery = {
  names: flagQuery,
} as const;

/** With `names=true`: how users, groups and resources of a list are called, those that have a name. */
export const namesOfList = {
  names: z.optional(
    z.array(z.object({ kind: z.string(), type: z.optional(z.string()), id: z.string(), name: z.string() })),
  ),
} as const;

/** One id or name in a query. */
export const nameQuery = boundedText(LIMITS.nameCharacters);
