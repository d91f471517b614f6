import type { JobKind } from '../../core/jobs/job.ts';
import type { WorkStore } from '../../core/jobs/work-store.ts';
import { settleKind } from '../../core/spend/settle-job.ts';
import { applyWhatIfKind } from '../../core/spend/apply-what-if-job.ts';
import { whatIfKind, type WhatIfPorts } from '../../core/spend/what-if-job.ts';
import type { Ledger } from '../composition/ledger.ts';
import { bookWith } from '../support/book-with.ts';
import { correctionBatches } from '../support/correction-batches.ts';
import { jobWork } from '../support/job-work.ts';

type PricingLedger = Pick<
  Ledger,
  'clock' | 'entries' | 'ledgerWriter' | 'newId' | 'overrides' | 'prices' | 'settings' | 'totals'
>;

/**
 * The jobs that price entries again: settlement of unpriced ones, what-if, and its application. `work` keeps what steps
 * of a what-if put aside.
 */
export function priceJobs(
  { clock, entries, ledgerWriter, newId, overrides, prices, settings, totals }: PricingLedger,
  work: WorkStore,
  entriesPerStep?: number,
): Record<'settle' | 'what-if' | 'apply-what-if', JobKind> {
  const newBatch = correctionBatches({ clock, entries, ledgerWriter, newId });
  const whatIf: WhatIfPorts = {
    entries: (day, after) => entries.pages(day, {}, { after, atOnce: entriesPerStep }),
    workOf: ({ id }) => jobWork(work, id, newId),
    bookWith: bookWith({ overrides, prices }),
    newBatch,
    clock,
  };
  return {
    settle: settleKind(
      {
        totals,
        prices,
        entries: ({ day, provider, model }, after) =>
          entries.pages(day, { provider, model, status: 'unpriced' }, { after, atOnce: entriesPerStep }),
        newBatch,
        clock,
        timeZone: settings.timeZone,
      },
      entriesPerStep,
    ),
    'what-if': whatIfKind(whatIf, entriesPerStep),
    'apply-what-if': applyWhatIfKind(whatIf, entriesPerStep),
  };
}
