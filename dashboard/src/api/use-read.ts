import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../parts/context.tsx';
import { isMissingRoute } from './api.ts';

/** How often open pages ask again, ms. */
export const REFRESH_MS = 10_000;

/** One read of the API as a component sees it. */
export type Read<T> = UseQueryResult<T>;

interface ReadOptions {
  /** Not asked for while false. */
  readonly enabled?: boolean;
  /** How often to ask again, ms. */
  readonly every?: number;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** What says which days and how finely, and not of whom or of what. */
const OF_DAYS: ReadonlySet<string> = new Set(['from', 'to', 'interval', 'period']);

/** What a query asks about, whatever the days are. */
function subjectOf(query: Query): string {
  const about = Object.entries(query).filter(([name, value]) => !OF_DAYS.has(name) && value !== undefined);
  return JSON.stringify(about.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Placeholder data for react-query: what the same question answered for other days, which ReadView shows dimmed.
 * The answer to another question would stand under a name that it does not belong to.
 */
export function ofOtherDays(path: string, query: Query) {
  const subject = subjectOf(query);
  return <T>(
    previous: T | undefined,
    old: { readonly queryKey: readonly unknown[] } | undefined,
  ): T | undefined =>
    old?.queryKey[0] === path && subjectOf(old.queryKey.at(-1) as Query) === subject ? previous : undefined;
}

/** What was read, unless it is still the answer for other days: for figures that are not below a ReadView. */
export function ownData<T>({
  data,
  isPlaceholderData,
}: Pick<Read<T>, 'data' | 'isPlaceholderData'>): T | undefined {
  return isPlaceholderData ? undefined : data;
}

/**
 * Reads a route and asks again while the page is open. What was read stays while newer data is on its way or the
 * API fails; while other days are read, the days before stay as placeholder data.
 */
export function useRead<T>(
  path: string,
  query: Query = {},
  { enabled = true, every = REFRESH_MS }: ReadOptions = {},
): Read<T> {
  const api = useApi();
  return useQuery({
    queryKey: [path, query],
    queryFn: () => api.get<T>(path, query),
    enabled,
    placeholderData: ofOtherDays(path, query),
    refetchInterval: (state) => (isMissingRoute(state.state.error) ? 60_000 : every),
  }) as Read<T>;
}
