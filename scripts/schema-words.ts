import * as z from 'zod/mini';

/** Of `safeParse`: what is wrong in words, where a schema has none of its own; zod/mini says "Invalid input" of all. */
export const WORDS = { error: z.locales.en().localeError };
