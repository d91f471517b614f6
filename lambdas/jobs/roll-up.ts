import type { JobKind } from '../../core/jobs/job.ts';
import { measureSavings } from '../../core/savings/measure-savings.ts';
import { closeMonth } from '../../core/spend/close-month.ts';
import { rollUpKind } from '../../core/spend/roll-up.ts';
import type { Ledger } from '../composition/ledger.ts';
import { type CloseLedger, closePorts } from '../support/close-ports.ts';
import { recalculateJob, type RecalculateLedger } from './recalculate.ts';

type RollUpLedger = RecalculateLedger &
  CloseLedger &
  Pick<Ledger, 'optimizations' | 'dayFacts' | 'entries' | 'prices'>;

/** Rolls a day or a month up: totals equal to entries, the most expensive entries, active users and savings kept. */
export function rollUpJob(ledger: RollUpLedger): JobKind {
  const { optimizations, audits, clock, dayFacts, entries, prices, settings, totals } = ledger;
  const { timeZone } = settings;
  const close = closePorts(ledger);
  return rollUpKind({
    recalculate: recalculateJob(ledger),
    totals,
    entriesOfDay: (day) => entries.day(day),
    facts: dayFacts,
    observe: (day) => measureSavings(day, { optimizations, prices, clock, timeZone }),
    sealedUntil: async () => (await audits.read()).sealedUntil,
    closeMonth: (month) => closeMonth(month, close, clock.now(), timeZone),
    now: () => clock.now(),
  });
}
