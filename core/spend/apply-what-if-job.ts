import { ENTRIES_PER_STEP, type Job, type JobKind, type JobStep } from '../jobs/job.ts';
import { applyJobInputSchema } from '../../contracts/what-if.ts';
import { inBatches } from '../in-batches.ts';
import { formatDecimal, parseUsd, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { daysBetween } from '../time/ledger-time.ts';
import { type CorrectionBatch } from '../usage/correction-batch.ts';
import { repriced, standing } from '../usage/entry-chain.ts';
import { DayPart, type DayPlace, StepBudget } from '../usage/day-part.ts';
import type { Entry } from '../usage/entry.ts';
import { whatIfBook, type WhatIfPorts } from './what-if-job.ts';

interface ApplyState {
  readonly next: number;
  /** Where the next day goes on. */
  readonly after?: DayPlace | undefined;
  readonly corrected: number;
  readonly bookedUsd: string;
}

/**
 * Books what a what-if found as corrections, each naming the entry, the reason and the what-if. A large day takes
 * several steps.
 */
export function applyWhatIfKind(
  ports: Omit<WhatIfPorts, 'workOf'>,
  entriesPerStep = ENTRIES_PER_STEP,
): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const { input, reason, whatIf } = applyJobInputSchema.parse(job.input);
      const days = daysBetween(input.from, input.to);
      const book = await whatIfBook(input, job.createdAt, ports);
      const batch = ports.newBatch();
      const start = (job.state as ApplyState | undefined) ?? { next: 0, corrected: 0, bookedUsd: '0' };
      let { next, after, corrected } = start;
      const budget = new StepBudget(entriesPerStep, () => ports.clock.now() >= deadline);
      let booked = parseUsd(start.bookedUsd);
      try {
        for (let day = days[next]; day !== undefined && !budget.isSpent; day = days[next]) {
          const part = new DayPart(ports.entries(day, after), budget);
          for await (const page of part.entries()) {
            const differences = await inBatches(page, (entry) =>
              correct(entry, book, batch, `${reason} (what-if ${whatIf})`),
            );
            corrected += differences.filter((difference) => difference !== 0n).length;
            booked = differences.reduce(plus, booked);
          }
          after = part.next;
          if (!after) next++;
        }
      } finally {
        await batch.finish();
      }
      const state: ApplyState = { next, after, corrected, bookedUsd: formatDecimal(booked) };
      const progress = { done: next, total: days.length };
      if (next < days.length) return { done: false, state, progress };
      return { done: true, result: { corrected, bookedUsd: state.bookedUsd }, progress };
    },
  };
}

/** What a book prices is brought to its price; what it does not price stays as it is. */
async function correct(
  entry: Entry,
  book: PriceBook,
  batch: CorrectionBatch,
  reason: string,
): Promise<PicoUsd> {
  if (entry.correctionOf !== undefined) return ZERO_USD;
  return batch.reprice(
    entry,
    (chain) => {
      const current = standing(chain);
      const target = current && repriced(current, book);
      if (target?.status !== 'priced') return undefined;
      return current?.cost === target.cost ? undefined : target;
    },
    reason,
  );
}
