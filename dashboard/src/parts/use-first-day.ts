import type { History } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';

/** The first day that anything was recorded for; undefined while it is read and in an empty ledger. */
export function useFirstDay(): string | undefined {
  const { data } = useRead<History>('/history', {}, { every: 10 * 60_000 });
  return data?.firstDay ?? undefined;
}

/** True for a period that ended before anything was recorded: there is nothing to compare with. */
export function useIsBeforeLedger({ to }: { readonly to: string }): boolean {
  const firstDay = useFirstDay();
  return firstDay !== undefined && to < firstDay;
}
