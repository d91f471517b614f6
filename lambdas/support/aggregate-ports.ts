import type { AggregatePorts } from '../../core/spend/aggregate-usage.ts';
import { unreadableOutcome } from '../../core/usage/unreadable.ts';
import type { Ledger } from '../composition/ledger.ts';

/** What records are added to the totals with. */
export type AggregateLedger = Pick<Ledger, 'clock' | 'ledgerWriter' | 'pause' | 'totalsWriter'>;

/** Adds records to the totals; one that cannot be added is kept as an unreadable outcome. */
export function aggregatePorts({
  clock,
  ledgerWriter,
  pause,
  totalsWriter,
}: AggregateLedger): AggregatePorts {
  return {
    totals: totalsWriter,
    clock,
    pause,
    quarantine: async ({ name }, reason) => {
      await ledgerWriter.putOutcome(unreadableOutcome(name, reason, clock.now()));
    },
  };
}
