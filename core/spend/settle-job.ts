import {
  ENTRIES_PER_STEP,
  type Job,
  type JobKind,
  type JobPorts,
  type JobStep,
  startJob,
} from '../jobs/job.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import type { PriceBookSource } from '../usage/usage-ports.ts';
import type { CorrectionBatch } from '../usage/correction-batch.ts';
import { type DayPage, DayPart, type DayPlace, StepBudget } from '../usage/day-part.ts';
import { settleCell, type UnpricedCell } from '../usage/settle-unpriced.ts';
import { type Clock, dayOf, type Instant } from '../time/ledger-time.ts';
import { readUnpriced } from './read-unpriced.ts';
import { boundedDays } from './read-totals.ts';
import type { TotalsReader } from './totals-reader.ts';

export interface SettlePorts {
  readonly totals: TotalsReader;
  readonly prices: PriceBookSource;
  readonly entries: (cell: UnpricedCell, after: DayPlace | undefined) => AsyncIterable<DayPage>;
  /** A batch of corrections of its own for each step. */
  readonly newBatch: () => CorrectionBatch;
  readonly clock: Clock;
  readonly timeZone: string;
}

interface SettleState {
  readonly cells: readonly UnpricedCell[];
  readonly next: number;
  /** Where the next cell goes on. */
  readonly after?: DayPlace | undefined;
  readonly settled: number;
  readonly bookedUsd: string;
}

/**
 * Settles everything unpriced that has a price by now, cell by cell, a large cell in several steps; running twice books
 * nothing twice.
 */
export function settleKind(ports: SettlePorts, entriesPerStep = ENTRIES_PER_STEP): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      let state = (job.state as SettleState | undefined) ?? (await firstState(ports));
      const book = await ports.prices.current();
      const batch = ports.newBatch();
      const budget = new StepBudget(entriesPerStep, () => ports.clock.now() >= deadline);
      try {
        while (state.next < state.cells.length && !budget.isSpent) {
          const cell = state.cells[state.next] as UnpricedCell;
          const part = new DayPart(ports.entries(cell, state.after), budget);
          const { settled, booked } = await settleCell(part.entries(), book, batch);
          state = {
            ...state,
            next: part.next ? state.next : state.next + 1,
            after: part.next,
            settled: state.settled + settled,
            bookedUsd: formatDecimal(parseDecimal(state.bookedUsd) + booked),
          };
        }
      } finally {
        await batch.finish();
      }
      const progress = { done: state.next, total: state.cells.length };
      if (state.next < state.cells.length) return { done: false, state, progress };
      return { done: true, result: { settled: state.settled, bookedUsd: state.bookedUsd }, progress };
    },
  };
}

async function firstState({ totals, clock, timeZone }: SettlePorts): Promise<SettleState> {
  const days = await boundedDays({ from: undefined, to: undefined }, { totals, timeZone, now: clock.now() });
  const models = await readUnpriced(days, totals);
  const cells = models.flatMap(({ provider, model, days: list }) =>
    list.map((day) => ({ day, provider, model })),
  );
  return { cells, next: 0, settled: 0, bookedUsd: '0' };
}

/**
 * Starts the daily settlement when anything waits for a price: price data that came with a deployment has
 * no other moment to settle. The id names the day, so that a schedule that fires twice starts it once.
 */
export async function startSettlement(
  jobs: JobPorts,
  totals: Pick<TotalsReader, 'counts'>,
  scheduledAt: Instant,
  timeZone: string,
): Promise<void> {
  if ((await totals.counts()).unpriced === 0) return;
  const id = `settle-${dayOf(scheduledAt, timeZone)}`;
  await startJob(jobs, { id, kind: 'settle', input: {}, createdBy: 'schedule' });
}
