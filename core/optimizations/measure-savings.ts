import type { JobWork } from '../jobs/work-store.ts';
import { formatDecimal, parseUsd, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { DayObserver } from '../spend/look-at-day.ts';
import { addDays, type Clock, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import type { PriceBookSource } from '../usage/usage-ports.ts';
import { concerns, realisedSaving } from './kinds/realised-saving.ts';
import type { UsageSlice } from './kinds/optimization.ts';
import { type JointRun, JointCalls } from './joint-calls.ts';
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
  readonly together: JointCalls;
}

/** A tally between two steps, as JSON. */
interface SavedTally {
  readonly id: string;
  readonly since: Instant;
  readonly counterfactualUsd: string;
  readonly actualUsd: string;
  readonly calls: number;
  readonly together: readonly JointRun[];
}

/**
 * Measures what applied optimizations saved on a closed day while a roll-up reads the day's entries: every call is
 * priced at the old terms of its own time. Days that are still open, and days before it was applied, measure nothing.
 * `saved` is what an earlier step saw.
 */
export async function measureSavings(
  day: Day,
  saved: unknown,
  work: JobWork,
  ports: MeasurePorts,
): Promise<DayObserver> {
  const { clock, timeZone } = ports;
  const closed = startOfDay(addDays(day, 1), timeZone) <= clock.now();
  const states = closed ? await ports.optimizations.list() : [];
  const tallies =
    saved === undefined
      ? states.flatMap((state) => tallyOf(state, day, timeZone))
      : (saved as readonly SavedTally[]).flatMap((one) => restoredTally(one, states));
  if (tallies.length === 0) return NOTHING_TO_SEE;
  const book = await ports.prices.current();
  return {
    see: (entries) => {
      for (const entry of entries) for (const tally of tallies) count(tally, entry, book);
    },
    save: async () => {
      const kept: SavedTally[] = [];
      for (const tally of tallies) kept.push(await savedTally(tally, work));
      return kept;
    },
    end: async () => {
      for (const tally of tallies) {
        const { slices, at } = await tally.together.slices(work);
        if (at !== undefined) add(tally, slices, book, at);
        const { state, since, counterfactual, actual, calls } = tally;
        const savedDay = { day, since, counterfactual, actual, calls };
        await ports.optimizations.putSavedDay(state.optimization.id, savedDay);
      }
    },
  };
}

const NOTHING_TO_SEE: DayObserver = {
  see: () => undefined,
  save: () => Promise.resolve([]),
  end: () => Promise.resolve(),
};

function tallyOf(state: OptimizationState, day: Day, timeZone: string): Tally[] {
  const { status, decidedAt } = state;
  if (status !== 'applied' || decidedAt === undefined || dayOf(decidedAt, timeZone) > day) return [];
  const nothing = { counterfactual: ZERO_USD, actual: ZERO_USD, calls: 0 };
  return [{ state, since: decidedAt, ...nothing, together: new JointCalls([]) }];
}

/** An optimization that is gone since the last step is left out. */
function restoredTally(saved: SavedTally, states: readonly OptimizationState[]): Tally[] {
  const state = states.find(({ optimization }) => optimization.id === saved.id);
  if (!state) return [];
  const { since, calls } = saved;
  return [
    {
      state,
      since,
      counterfactual: parseUsd(saved.counterfactualUsd),
      actual: parseUsd(saved.actualUsd),
      calls,
      together: new JointCalls(saved.together),
    },
  ];
}

async function savedTally(tally: Tally, work: JobWork): Promise<SavedTally> {
  const { state, since, counterfactual, actual, calls, together } = tally;
  return {
    id: state.optimization.id,
    since,
    counterfactualUsd: formatDecimal(counterfactual),
    actualUsd: formatDecimal(actual),
    calls,
    together: await together.putAside(work),
  };
}

function count(tally: Tally, entry: Entry, book: PriceBook): void {
  const { action } = tally.state.optimization;
  if (entry.occurredAt < tally.since || !concerns(action, entry)) return;
  if (action.type === 'stop-failing-calls') tally.together.take(entry);
  else add(tally, slicesOf([{ entry, of: 1n, sampled: 1n }]), book, entry.occurredAt);
}

function add(tally: Tally, slices: readonly UsageSlice[], book: PriceBook, at: Instant): void {
  const saved = realisedSaving(book, tally.state.optimization.action, slices, at);
  tally.counterfactual = plus(tally.counterfactual, saved.counterfactual);
  tally.actual = plus(tally.actual, saved.actual);
  tally.calls += saved.calls;
}
