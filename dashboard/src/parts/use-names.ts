import type { EntryList } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';
import { type NameOf, namesOf } from './names.ts';

const EVERY_MS = 10 * 60_000;

/** How the user, group and resource of an entry are called; nothing while that is read, or is not asked for. */
export function useNames(filter: Readonly<Record<string, string>> | undefined): NameOf {
  const { data } = useRead<EntryList>(
    '/entries',
    { ...filter, names: 'true', limit: 1 },
    { enabled: filter !== undefined, every: EVERY_MS },
  );
  return namesOf(data?.names);
}
