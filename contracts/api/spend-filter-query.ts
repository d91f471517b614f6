import * as z from 'zod/mini';
import { nameQuery } from './common.ts';
import { entryFilterQuery } from './entries.ts';

/** The filters of entries, which count together; `tag` is `NAME:VALUE` of a tracked tag. */
export const spendFilterQuery = {
  ...entryFilterQuery,
  userId: z.optional(nameQuery),
  user: z.optional(nameQuery),
  /** `TYPE/ID`, instead of the two. */
  resource: z.optional(z.string()),
  /** `TYPE/ID`, instead of the two. */
  group: z.optional(z.string()),
} as const;

/**
 * Of an answer without entries: the filters that no entry of the ledger fits, on no day, by the names `user`,
 * `resource`, `group`, `tag`, `provider`, `service`, `model`, `operation`. Absent where all were used.
 */
export const neverUsedFilters = { neverUsed: z.optional(z.array(z.string())) } as const;

/** True where entries were added up, because no totals are kept for the filters together. */
export const scanned = { scanned: z.boolean() } as const;
