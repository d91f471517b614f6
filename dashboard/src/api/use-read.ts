import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../parts/context.tsx';
import { ApiError, isMissingRoute } from './api.ts';

/** How often open pages ask again, ms. */
export const REFRESH_MS = 15_000;

/** One read of the API as a component sees it. */
export type Read<T> = UseQueryResult<T>;

interface ReadOptions {
  /** Not asked for while false. */
  readonly enabled?: boolean;
  /** How often to ask again, ms. */
  readonly every?: number;
}

/**
 * Placeholder data for react-query: what the same path answered to another query. The answer of another path
 * would stand under a heading that it does not belong to, and be picked from.
 */
export function ofSamePath(path: string) {
  return <T>(
    previous: T | undefined,
    query: { readonly queryKey: readonly unknown[] } | undefined,
  ): T | undefined => (query?.queryKey[0] === path ? previous : undefined);
}

/**
 * Reads a route and asks again while the page is open. What was read of this path stays while newer data is on
 * its way or the API fails.
 */
export function useRead<T>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
  { enabled = true, every = REFRESH_MS }: ReadOptions = {},
): Read<T> {
  const api = useApi();
  return useQuery({
    queryKey: [path, query],
    queryFn: () => api.get<T>(path, query),
    enabled,
    placeholderData: ofSamePath(path),
    refetchInterval: (state) => (isMissingRoute(state.state.error) ? 60_000 : every),
    retry: (count, error) =>
      count < 2 && !(error instanceof ApiError && error.status < 500 && error.status !== 429),
  }) as Read<T>;
}
