import * as z from 'zod/mini';

/** Reads that a stage may let callers keep, each kind for a time of its own. */
export const CACHED_READS = {
  dashboard: ['/dashboard'],
  budget: ['/budget/status'],
  breakdown: ['/breakdown/{dimension}', '/trends'],
  monthly: ['/summary/monthly'],
} as const;
export type CachedRead = keyof typeof CACHED_READS;

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
export type CacheSeconds = z.infer<typeof cacheSecondsSchema>;

const KIND_OF_PATH: ReadonlyMap<string, CachedRead> = new Map(
  (Object.keys(CACHED_READS) as CachedRead[]).flatMap((kind) =>
    CACHED_READS[kind].map((path) => [path, kind] as const),
  ),
);

/** How long an answer of this route may be kept, seconds; `path` as the route declares it. */
export function cacheSecondsOf(path: string, setting: CacheSeconds): number {
  if (typeof setting === 'number') return setting;
  const kind = KIND_OF_PATH.get(path);
  return kind === undefined ? 0 : (setting[kind] ?? 0);
}
