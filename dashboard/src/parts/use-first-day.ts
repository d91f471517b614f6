import type { History } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';
import { useSession } from './context.tsx';

/** The first day that anything was recorded for; undefined while it is read, in an empty ledger, and for who may not know. */
export function useFirstDay(): string | undefined {
  const { person } = useSession();
  const { data } = useRead<History>('/history', {}, { enabled: person.isReader, every: 10 * 60_000 });
  return data?.firstDay ?? undefined;
}

/** True for a period that ended before anything was recorded: there is nothing to compare with. */
export function useIsBeforeLedger({ to }: { readonly to: string }): boolean {
  const firstDay = useFirstDay();
  return firstDay !== undefined && to < firstDay;
}
