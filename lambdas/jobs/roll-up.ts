import type { JobKind } from '../../core/jobs/job.ts';
import type { WorkStore } from '../../core/jobs/work-store.ts';
import { measureSavings } from '../../core/optimizations/measure-savings.ts';
import { closeMonth } from '../../core/spend/close-month.ts';
import type { RepairLimits } from '../../core/spend/gather-entries.ts';
import { rollUpKind } from '../../core/spend/roll-up.ts';
import type { Ledger } from '../composition/ledger.ts';
import { jobWork } from '../support/job-work.ts';
import { type CloseLedger, closePorts } from '../support/close-ports.ts';
import { recalculateJob, type RecalculateLedger } from './recalculate.ts';

type RollUpLedger = RecalculateLedger &
  CloseLedger &
  Pick<Ledger, 'optimizations' | 'dayFacts' | 'entries' | 'prices' | 'daySums'>;

/** Rolls a day or a month up: totals equal to entries, the most expensive entries, active users and savings kept. */
export function rollUpJob(ledger: RollUpLedger, work: WorkStore, limits?: RepairLimits): JobKind {
  const { optimizations, audits, clock, dayFacts, entries, newId, prices, settings, totals, daySums } =
    ledger;
  const { timeZone } = settings;
  const close = closePorts(ledger);
  return rollUpKind(
    {
      recalculate: recalculateJob(ledger, work, limits),
      totals,
      entries: (day, after) => entries.pages(day, {}, { after, atOnce: limits?.entries }),
      chain: (key) => entries.chain(key),
      facts: dayFacts,
      keepDaySums: (day) => daySums.keep(day),
      observe: (day, saved, aside) =>
        measureSavings(day, saved, aside, { optimizations, prices, clock, timeZone }),
      workOf: ({ id }) => jobWork(work, id, newId),
      sealedUntil: async () => (await audits.read()).sealedUntil,
      closeMonth: (month) => closeMonth(month, close, clock.now(), timeZone),
      now: () => clock.now(),
    },
    limits?.entries,
  );
}
