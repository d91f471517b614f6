/** Reads that a stage may let callers keep, each kind for a time of its own. */
export const CACHED_READS = {
  dashboard: ['/dashboard'],
  budget: ['/budget/status'],
  breakdown: ['/breakdown/{dimension}', '/trends'],
  monthly: ['/summary/monthly'],
} as const;
export type CachedRead = keyof typeof CACHED_READS;

/** Seconds that reads of open periods may be kept by who asked: one number for all, or by kind. */
export type CacheSeconds = number | { readonly [Kind in CachedRead]?: number | undefined };

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
