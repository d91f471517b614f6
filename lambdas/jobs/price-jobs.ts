import type { JobKind } from '../../core/jobs/job.ts';
import { findOverlaps } from '../../core/pricing/overlaps.ts';
import { settleKind } from '../../core/spend/settle-job.ts';
import { applyWhatIfKind, whatIfKind, type WhatIfPorts } from '../../core/spend/what-if-job.ts';
import type { Ledger } from '../composition/ledger.ts';
import { adjustmentsOf } from '../support/adjustments-of.ts';

type PricingLedger = Pick<
  Ledger,
  'clock' | 'entries' | 'ledgerWriter' | 'newId' | 'overrides' | 'prices' | 'settings' | 'totals'
>;

/** The jobs that price entries again: settlement of unpriced ones, what-if, and its application. */
export function priceJobs({
  clock,
  entries,
  ledgerWriter,
  newId,
  overrides,
  prices,
  settings,
  totals,
}: PricingLedger): Record<'settle' | 'what-if' | 'apply-what-if', JobKind> {
  const newBatch = adjustmentsOf({ clock, entries, ledgerWriter, newId });
  const whatIf: WhatIfPorts = {
    entries: (day) => entries.day(day),
    // An asked-for row replaces the overrides it would meet.
    bookWith: async (rows) => {
      const others = [...(await overrides.load()), ...(await prices.ofSettings())];
      const free = others.filter((other) => rows.every((row) => findOverlaps([row, other]).length === 0));
      const all = [...rows, ...free];
      return prices.bookWith(all);
    },
    newBatch,
    clock,
  };
  return {
    settle: settleKind({
      totals,
      prices,
      entries: ({ day, provider, model }) => entries.day(day, { provider, model, status: 'unpriced' }),
      newBatch,
      clock,
      timeZone: settings.timeZone,
    }),
    'what-if': whatIfKind(whatIf),
    'apply-what-if': applyWhatIfKind(whatIf),
  };
}
