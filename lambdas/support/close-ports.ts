import { touchesMonth } from '../../core/erasure/erasure.ts';
import type { CloseMonthPorts } from '../../core/spend/close-month.ts';
import type { Ledger } from '../composition/ledger.ts';

/** What months are closed with. */
export type CloseLedger = Pick<Ledger, 'clock' | 'erasures' | 'imports' | 'marks' | 'months' | 'totals'>;

/** Closes months once no erasure touches them and no mark of theirs is open. */
export function closePorts({
  clock,
  erasures,
  imports,
  marks,
  months,
  totals,
}: CloseLedger): CloseMonthPorts {
  return {
    totals,
    months,
    tallies: (at) => marks.tallies(at),
    isErasing: async (end) => touchesMonth(await erasures.list(), end, clock.now()),
    importedFrom: async () => {
      const open = await imports.read();
      return open && open.until >= clock.now() ? open.from : undefined;
    },
  };
}
