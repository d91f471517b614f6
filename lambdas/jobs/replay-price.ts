import type { JobKind, JobQueue } from '../../core/jobs/job.ts';
import { replayPriceKind } from '../../core/price-packs/replay-price-job.ts';
import type { Ledger } from '../composition/ledger.ts';
import { bookWith } from '../support/book-with.ts';

type ReplayLedger = Pick<
  Ledger,
  'clock' | 'entries' | 'jobs' | 'overrides' | 'prices' | 'settings' | 'totals'
>;

/** Replays the last seven days under a price of one's own before it counts. */
export function replayPriceJob(ledger: ReplayLedger, queue: JobQueue): JobKind {
  const { clock, entries, jobs, overrides, prices, settings, totals } = ledger;
  return replayPriceKind({
    overrides,
    prices,
    bookWith: bookWith(ledger),
    totals,
    entries: ({ day, provider, model }, after) => entries.pages(day, { provider, model }, { after }),
    clock,
    timeZone: settings.timeZone,
    jobs: { jobs, queue },
  });
}
