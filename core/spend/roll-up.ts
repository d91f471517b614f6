import { ENTRIES_PER_STEP, type Job, type JobKind, type JobStep } from '../jobs/job.ts';
import type { AggregateInput } from '../../contracts/job-message.ts';
import type { JobWork } from '../jobs/work-store.ts';
import {
  type Day,
  daysBetween,
  daysOfMonth,
  type Instant,
  isMonth,
  type Month,
} from '../time/ledger-time.ts';
import { UnreadableEntryError } from '../usage/unreadable.ts';
import type { CloseResult } from './close-month.ts';
import { type DayLook, lookAtDay, type LookPorts } from './look-at-day.ts';

export interface RollUpPorts extends LookPorts {
  /** Makes the totals of a day equal its entries. */
  readonly recalculate: JobKind;
  /** Days up to this one are archived and rolled up for good. */
  readonly sealedUntil: () => Promise<Day | undefined>;
  readonly closeMonth: (month: Month) => Promise<CloseResult>;
  /** What a job puts aside between its steps. */
  readonly workOf: (job: Pick<Job, 'id'>) => JobWork;
}

interface RollUpState {
  readonly next: number;
  readonly repaired: number;
  /** Entries that cannot be read: totals of their days were not compared, all else was rolled up. */
  readonly unreadable?: readonly string[];
  /** A day that takes several steps. */
  readonly open?: OpenDay | undefined;
}

/** First its totals are compared, then its entries looked at. */
interface OpenDay {
  readonly comparing?: unknown;
  readonly compared?: RolledUpDay | undefined;
  readonly look?: DayLook | undefined;
}

/**
 * Rolls days up: recalculates each from its entries, then keeps its most expensive entries and active users. The
 * date is a day, or a month, which is its days and, when its time has come, its close. A large day takes
 * several steps; every step may run twice and writes the same.
 */
export function rollUpKind(ports: RollUpPorts, entriesPerStep = ENTRIES_PER_STEP): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const { date, close = true } = job.input as AggregateInput;
      const sealed = (await ports.sealedUntil()) ?? '';
      const days = daysOf(date).filter((day) => day > sealed);
      let state = (job.state as RollUpState | undefined) ?? { next: 0, repaired: 0 };
      for (let day = days[state.next]; day !== undefined; day = days[state.next]) {
        const progress = { done: state.next, total: days.length };
        if (ports.now() >= deadline) return { done: false, state, progress };
        const open = await rollUpDay(day, state.open ?? {}, job, { deadline, entriesPerStep, ports });
        if (open.isOpen) return { done: false, state: { ...state, open: open.day }, progress };
        state = {
          next: state.next + 1,
          repaired: state.repaired + open.day.repaired,
          unreadable: [...(state.unreadable ?? []), ...open.day.unreadable],
        };
      }
      const closed = isMonth(date) ? { close: close ? await ports.closeMonth(date) : 'not asked for' } : {};
      return {
        done: true,
        result: {
          date,
          days: days.length,
          repaired: state.repaired,
          ...(state.unreadable?.length ? { unreadable: state.unreadable } : {}),
          ...closed,
        },
        progress: { done: days.length, total: days.length },
      };
    },
  };
}

function daysOf(date: Day | Month): Day[] {
  if (!isMonth(date)) return [date];
  const { from, to } = daysOfMonth(date);
  return daysBetween(from, to);
}

interface RolledUpDay {
  readonly repaired: number;
  readonly unreadable: readonly string[];
}

interface StepPorts {
  readonly deadline: Instant;
  readonly entriesPerStep: number;
  readonly ports: RollUpPorts;
}

type DayStep =
  | { readonly isOpen: true; readonly day: OpenDay }
  | { readonly isOpen: false; readonly day: RolledUpDay };

async function rollUpDay(
  day: Day,
  { comparing, compared, look }: OpenDay,
  job: Job,
  { deadline, entriesPerStep, ports }: StepPorts,
): Promise<DayStep> {
  const recalculated = compared
    ? { isOpen: false as const, day: compared }
    : await recalculateDay(day, { ...job, state: comparing }, deadline, ports);
  if (recalculated.isOpen) return recalculated;
  const next = await lookAtDay(day, look, entriesPerStep, ports.workOf(job), ports);
  return next ? { isOpen: true, day: { compared: recalculated.day, look: next } } : recalculated;
}

/** An entry that cannot be read leaves the day's totals as they are, and the neighbours their roll-up. */
async function recalculateDay(
  day: Day,
  job: Job,
  deadline: Instant,
  { recalculate }: RollUpPorts,
): Promise<DayStep> {
  try {
    const step = await recalculate.step({ ...job, input: { day } }, deadline);
    if (!step.done) return { isOpen: true, day: { comparing: step.state } };
    const { repairs } = step.result as { readonly repairs: readonly unknown[] };
    return { isOpen: false, day: { repaired: repairs.length, unreadable: [] } };
  } catch (error) {
    if (!(error instanceof UnreadableEntryError)) throw error;
    return { isOpen: false, day: { repaired: 0, unreadable: [error.entry] } };
  }
}
