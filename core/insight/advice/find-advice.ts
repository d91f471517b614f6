import type { PriceBookSource } from '../../usage/usage-ports.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { HistoryReader } from '../../spend/history-reader.ts';
import type { TotalsReader } from '../../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../../time/ledger-time.ts';
import type { Days } from '../../time/range.ts';
import { findOptimisations } from '../optimisations.ts';
import { realisedSaving } from '../optimisations/realised-saving.ts';
import { sampleUsage, type UsageSample } from '../usage-sample.ts';
import { slicesOf } from '../usage-slices.ts';
import type { Advice, AdviceStore, Realised } from './advice.ts';

/** Days of usage that advice rests on. */
const DAYS = 30;

export interface AdvicePorts {
  readonly totals: Pick<TotalsReader, 'cells' | 'firstDay'>;
  readonly history: Pick<HistoryReader, 'sample' | 'entries'>;
  readonly prices: PriceBookSource;
  readonly advice: AdviceStore;
  readonly timeZone: string;
}

/** All advice, with the usage it was judged by. */
export interface FoundAdvice {
  /** The most saving per effort first; then what was decided and is no longer found, the newest first. */
  readonly list: readonly Advice[];
  readonly days: Days;
  readonly sample: UsageSample;
  readonly book: PriceBook;
}

/** Finds advice in the usage of the last thirty days and joins it with what was decided. */
export async function findAdvice(ports: AdvicePorts, at: Instant): Promise<FoundAdvice> {
  const today = dayOf(at, ports.timeZone);
  const first = (await ports.totals.firstDay()) ?? today;
  const from = addDays(today, 1 - DAYS);
  const days = { from: from > first ? from : first, to: today };
  const [sample, stored, book] = await Promise.all([
    sampleUsage(days, ports.totals, ports.history),
    ports.advice.list(),
    ports.prices.current(),
  ]);
  const found = findOptimisations({ ...days, slices: slicesOf(sample.entries), book, at });
  const known = new Map(stored.map((advice) => [advice.optimisation.id, advice]));
  const current = found.map((optimisation): Advice => {
    const before = known.get(optimisation.id);
    if (!before) return { optimisation, status: 'pending', revision: 0 };
    // What was applied stays as it was decided upon: it is what the saving is measured against.
    return before.status === 'applied' ? before : { ...before, optimisation };
  });
  const ids = new Set(found.map(({ id }) => id));
  const past = stored
    .filter(({ status, optimisation }) => status !== 'pending' && !ids.has(optimisation.id))
    .toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
  return { list: [...current, ...past], days, sample, book };
}

/** What applied advice has saved since it was applied, within the days looked at; undefined for other advice. */
export function realisedOf(
  { optimisation: { action }, status, decidedAt }: Advice,
  { sample, book }: Pick<FoundAdvice, 'sample' | 'book'>,
  at: Instant,
): Realised | undefined {
  if (status !== 'applied' || decidedAt === undefined) return undefined;
  const since = sample.entries.filter(({ entry }) => entry.occurredAt >= decidedAt);
  return { ...realisedSaving(book, action, slicesOf(since), at), from: decidedAt };
}
