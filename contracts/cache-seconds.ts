import * as z from 'zod/mini';
import type { CachedRead } from './cached-reads.ts';

const seconds = z.int().check(z.nonnegative());

/**
 * Seconds that reads of open periods may be kept by who asked: one number for all, or by kind, where those that are
 * not named, and every other read, have 0.
 */
export const cacheSecondsSchema = z.union([
  seconds,
  z.strictObject({
    dashboard: z.optional(seconds),
    budget: z.optional(seconds),
    breakdown: z.optional(seconds),
    monthly: z.optional(seconds),
  } satisfies Record<CachedRead, unknown>),
]);
