import * as z from 'zod/mini';
import { asOf, currencyQuery, nameQuery, nextCursor, pageQuery, rangeQuery, timeSchema } from './common.ts';
import { THING_KINDS } from '../scopes.ts';
import { coveredDays, costSort, sumFields, totalFields } from './totals.ts';

/** What is known of a user beside the costs. */
const personFields = {
  name: z.nullable(z.string()),
  /** When name and mail address were erased. */
  deletedAt: z.nullable(timeSchema),
} as const;

/** GET /users: the biggest spenders first; work without a user is `system`. */
export const userListSchema = z.object({
  ...asOf,
  ...coveredDays,
  users: z.array(z.object({ userId: z.string(), ...personFields, ...sumFields })),
  ...nextCursor,
});

/**
 * What came without a user, for resources and groups that a user created: a line of its own, part of the
 * total of `system` and of no user's.
 */
export const createdSchema = z.object({
  ...sumFields,
  /** False when the user created more than an answer looks at; the sums are of what was looked at. */
  complete: z.boolean(),
  /** The most expensive first. */
  items: z.array(
    z.object({
      kind: z.enum(THING_KINDS),
      type: z.string(),
      id: z.string(),
      name: z.nullable(z.string()),
      ...sumFields,
    }),
  ),
});

/** GET /users/{id} and GET /me. */
export const userSchema = z.object({
  ...asOf,
  userId: z.string(),
  ...personFields,
  ...coveredDays,
  ...totalFields,
  created: createdSchema,
});

/** With `id` the answer is the one user; else the list. */
export const usersQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  ...costSort,
  ...currencyQuery,
  id: z.optional(nameQuery),
});
