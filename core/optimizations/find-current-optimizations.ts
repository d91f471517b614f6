import type { HistoryReader } from '../spend/history-reader.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import type { PriceBookSource } from '../usage/usage-ports.ts';
import { findOptimizations } from './find-optimizations.ts';
import type { Optimization } from './kinds/optimization.ts';
import { sampleUsage } from './usage-sample.ts';
import { slicesOf } from './usage-slices.ts';
import type { OptimizationRun, OptimizationStore } from './optimization-state.ts';

/** Days of usage that optimizations rest on. */
const DAYS = 30;

export interface OptimizationPorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'firstDay' | 'counts'>;
  readonly history: Pick<HistoryReader, 'sample' | 'entries'>;
  readonly prices: PriceBookSource;
  readonly optimizations: OptimizationStore;
  readonly timeZone: string;
}

/** What a search found, the most saving per effort first. */
export interface FoundOptimizations {
  readonly optimizations: readonly Optimization[];
  readonly run: OptimizationRun;
}

/** Searches the usage of the last thirty days: at most 200 entries of each. Rejects on outages. */
export async function findCurrentOptimizations(
  ports: OptimizationPorts,
  at: Instant,
): Promise<FoundOptimizations> {
  const today = dayOf(at, ports.timeZone);
  const first = (await ports.totals.firstDay()) ?? today;
  const from = addDays(today, 1 - DAYS);
  const days = { from: from > first ? from : first, to: today };
  // Counted before it is looked at: what comes meanwhile counts as new.
  const { events: recorded } = await ports.totals.counts();
  const [sample, book] = await Promise.all([
    sampleUsage(days, ports.totals, ports.history),
    ports.prices.current(),
  ]);
  const optimizations = findOptimizations({ ...days, slices: slicesOf(sample.entries), book, at });
  const ids = optimizations.map(({ id }) => id);
  const looked = { sampledEntries: sample.entries.length, events: sample.events, recorded };
  return { optimizations, run: { at, days, ...looked, ids } };
}
