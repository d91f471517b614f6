import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../parts/context.tsx';
import { ofOtherDays, REFRESH_MS } from './use-read.ts';

/** A list page by page; the first page is read again each `every` ms while it is the only one. */
export function useInfiniteRead<T extends { readonly nextCursor?: string | undefined }>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
  every = REFRESH_MS,
) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam }) => api.get<T>(path, { ...query, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: ofOtherDays(path, query),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : every),
  });
}
