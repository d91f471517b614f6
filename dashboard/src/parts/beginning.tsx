import { formatDay } from '../format/format-time.ts';
import { useFirstDay } from './use-first-day.ts';

/** Says where days begin before anything was recorded: no bar there does not mean that nothing was spent. */
export function Beginning({ from }: { readonly from: string }) {
  const firstDay = useFirstDay();
  if (firstDay === undefined || firstDay <= from) return null;
  return <p className="hint">The ledger begins on {formatDay(firstDay)}: nothing was recorded before.</p>;
}
