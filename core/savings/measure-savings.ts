import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { DayObserver } from '../spend/roll-up.ts';
import { addDays, type Clock, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import type { PriceBookSource } from '../usage/usage-ports.ts';
import { concerns, realisedSaving } from './kinds/realised-saving.ts';
import { slicesOf } from './usage-slices.ts';
import type { OptimizationState, OptimizationStore } from './optimization-state.ts';

export interface MeasurePorts {
  readonly optimizations: Pick<OptimizationStore, 'list' | 'putSavedDay'>;
  readonly prices: PriceBookSource;
  readonly clock: Clock;
  readonly timeZone: string;
}

/** What one optimization saved so far on the day that is being read. */
interface Tally {
  readonly state: OptimizationState;
  readonly since: Instant;
  counterfactual: PicoUsd;
  actual: PicoUsd;
  calls: number;
  /** Calls whose waste shows only beside the other calls of their work. */
  readonly together: Entry[];
}

/**
 * Measures what applied optimizations saved on a closed day while a roll-up reads the day's entries: every call is
 * priced at the old terms of its own time. Days that are still open, and days before it was applied, measure nothing.
 */
export async function measureSavings(day: Day, ports: MeasurePorts): Promise<DayObserver> {
  const { clock, timeZone } = ports;
  const closed = startOfDay(addDays(day, 1), timeZone) <= clock.now();
  const tallies = closed
    ? (await ports.optimizations.list()).flatMap((state) => tallyOf(state, day, timeZone))
    : [];
  if (tallies.length === 0) return { see: () => undefined, end: () => Promise.resolve() };
  const book = await ports.prices.current();
  return {
    see: (entries) => {
      for (const entry of entries) for (const tally of tallies) count(tally, entry, book);
    },
    end: async () => {
      for (const tally of tallies) {
        addTogether(tally, book);
        const { state, since, counterfactual, actual, calls } = tally;
        const saved = { day, since, counterfactual, actual, calls };
        await ports.optimizations.putSavedDay(state.optimization.id, saved);
      }
    },
  };
}

function tallyOf(state: OptimizationState, day: Day, timeZone: string): Tally[] {
  const { status, decidedAt } = state;
  if (status !== 'applied' || decidedAt === undefined || dayOf(decidedAt, timeZone) > day) return [];
  return [{ state, since: decidedAt, counterfactual: ZERO_USD, actual: ZERO_USD, calls: 0, together: [] }];
}

function count(tally: Tally, entry: Entry, book: PriceBook): void {
  const { action } = tally.state.optimization;
  if (entry.occurredAt < tally.since || !concerns(action, entry)) return;
  if (action.type === 'stop-failing-calls') tally.together.push({ ...entry, usage: {}, lines: [] });
  else add(tally, [entry], book, entry.occurredAt);
}

function addTogether(tally: Tally, book: PriceBook): void {
  const [first] = tally.together;
  if (first) add(tally, tally.together, book, first.occurredAt);
}

function add(tally: Tally, entries: readonly Entry[], book: PriceBook, at: Instant): void {
  const slices = slicesOf(entries.map((entry) => ({ entry, of: 1n, sampled: 1n })));
  const saved = realisedSaving(book, tally.state.optimization.action, slices, at);
  tally.counterfactual = plus(tally.counterfactual, saved.counterfactual);
  tally.actual = plus(tally.actual, saved.actual);
  tally.calls += saved.calls;
}
