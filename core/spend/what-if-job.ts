import { ENTRIES_PER_STEP, type Job, type JobKind, type JobStep } from '../jobs/job.ts';
import { whatIfInputSchema, type WhatIfInput } from '../../contracts/what-if.ts';
import { overrideRow } from '../pricing/override.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { scaledPrices } from '../pricing/scaled-prices.ts';
import type { JobWork } from '../jobs/work-store.ts';
import { type Clock, type Day, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { CorrectionBatch } from '../usage/correction-batch.ts';
import { type DayPage, DayPart, type DayPlace, StepBudget } from '../usage/day-part.ts';
import { amountOf } from '../usage/sent-values.ts';
import { addWhatIf } from './what-if.ts';
import {
  beginWhatIf,
  nameCount,
  rankNames,
  restoredSums,
  savedSums,
  whatIfResult,
  type WhatIfState,
} from './what-if-state.ts';

export interface WhatIfPorts {
  readonly entries: (day: Day, after: DayPlace | undefined) => AsyncIterable<DayPage>;
  /** The book valid now with these rows before all others. */
  readonly bookWith: (rows: readonly PriceRow[]) => Promise<PriceBook>;
  /** What a job puts aside between its steps. */
  readonly workOf: (job: Pick<Job, 'id'>) => JobWork;
  readonly newBatch: () => CorrectionBatch;
  readonly clock: Clock;
}

/** The book that a what-if asks about. */
export async function whatIfBook(
  input: WhatIfInput,
  now: number,
  ports: Pick<WhatIfPorts, 'bookWith'>,
): Promise<PriceBook> {
  const factors = (input.priceFactors ?? []).map((one) => ({ ...one, factor: amountOf(one.factor) }));
  return scaledPrices(await ports.bookWith(rowsOf(input, now)), factors);
}

function rowsOf(input: WhatIfInput, now: number): PriceRow[] {
  return (input.overrides ?? []).map((override) =>
    overrideRow({ effectiveFrom: '1970-01-01', ...override }, now),
  );
}

/**
 * Replays a period under other prices or models; writes nothing. A large day takes several steps; where there were
 * several, what users, resources and groups cost is put aside between them and ranked at the end, part by part.
 */
export function whatIfKind(ports: WhatIfPorts, perStep = ENTRIES_PER_STEP): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const input = whatIfInputSchema.parse(job.input);
      const days = daysBetween(input.from, input.to);
      const work = ports.workOf(job);
      const isLate = () => ports.clock.now() >= deadline;
      // What an earlier version began lacks the fields that it did not know.
      const before: WhatIfState = { ...beginWhatIf(), ...(job.state as Partial<WhatIfState> | undefined) };
      const state =
        before.next < days.length
          ? await readOn(before, job, { input, days, work, perStep, isLate }, ports)
          : await rankNames(before, perStep, work, isLate);
      const progress = { done: state.next, total: days.length };
      const result = whatIfResult(state, days.length);
      return result ? { done: true, result, progress } : { done: false, state, progress };
    },
  };
}

interface Reading {
  readonly input: WhatIfInput;
  readonly days: readonly Day[];
  readonly work: JobWork;
  readonly perStep: number;
  readonly isLate: () => boolean;
}

async function readOn(
  state: WhatIfState,
  { createdAt }: { readonly createdAt: Instant },
  { input, days, work, perStep, isLate }: Reading,
  ports: WhatIfPorts,
): Promise<WhatIfState> {
  const book = await whatIfBook(input, createdAt, ports);
  const sums = restoredSums(state);
  const budget = new StepBudget(perStep, () => isLate() || nameCount(sums) >= perStep);
  let { next, after } = state;
  for (let day = days[next]; day !== undefined && !budget.isSpent; day = days[next]) {
    const part = new DayPart(ports.entries(day, after), budget);
    for await (const page of part.entries()) {
      for (const entry of page) addWhatIf(sums, entry, input, book);
    }
    after = part.next;
    if (!after) next++;
  }
  const isWhole = next >= days.length && state.runs.length === 0;
  return savedSums({ ...state, next, after }, sums, isWhole ? undefined : work);
}
