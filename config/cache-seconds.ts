import * as z from 'zod';
import type { CachedRead } from '../contracts/cached-reads.ts';

const seconds = z.int().nonnegative();

/** Seconds that reads of open periods may be cached: one number for all, or one by kind of read. */
export const cacheSecondsSchema = z.union(
  [
    seconds,
    z.strictObject({
      dashboard: seconds.optional(),
      budget: seconds.optional(),
      breakdown: seconds.optional(),
      monthly: seconds.optional(),
    } satisfies Record<CachedRead, unknown>),
  ],
  'must be a number of seconds, or one for each of dashboard, budget, breakdown and monthly',
);
