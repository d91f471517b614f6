import type { EntryList } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';

/**
 * When something was used last, by its newest entry: totals know when they were last added to, which a late message
 * moves too. Undefined while it is read, null without an entry.
 */
export function useNewestUse(
  filter: Readonly<Record<string, string>>,
  path = '/entries',
): string | null | undefined {
  const { data } = useRead<EntryList>(path, { ...filter, limit: 1 });
  if (!data) return undefined;
  return data.entries[0]?.occurredAt ?? null;
}
