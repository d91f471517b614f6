import * as z from 'zod/mini';
import { asOf, currencyQuery, decimalSchema, nameQuery, pageQuery } from './common.ts';

const found = {
  name: z.nullable(z.string()),
  totalUsd: decimalSchema,
  deletedAt: z.nullable(z.string()),
} as const;
const thing = z.object({ type: z.string(), id: z.string(), ...found });

/**
 * GET /search: what has the text in its id or name, of each kind the closest first, then the most expensive.
 * Amounts are of the last 90 days, in which it was used.
 */
export const searchSchema = z.object({
  ...asOf,
  users: z.array(z.object({ userId: z.string(), ...found })),
  resources: z.array(thing),
  groups: z.array(thing),
  models: z.array(z.object({ model: z.string(), totalUsd: decimalSchema })),
  budgets: z.array(z.object({ id: z.string(), name: z.string(), limitUsd: z.nullable(decimalSchema) })),
  /** False where so much was used that only the latest of the 90 days were searched; a user is found by the whole id. */
  complete: z.boolean(),
});

export const searchQuery = z.strictObject({ q: nameQuery, limit: pageQuery.limit, ...currencyQuery });
