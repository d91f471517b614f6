import { SYSTEM_USER } from '../../contracts/user-names.ts';
import type { AggregateInput } from '../../contracts/job-message.ts';
import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import {
  type Day,
  daysBetween,
  daysOfMonth,
  type Instant,
  isMonth,
  type Month,
} from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { UnreadableEntryError } from '../usage/unreadable.ts';
import { standingEntries } from '../usage/standing-entries.ts';
import type { CloseResult } from './close-month.ts';
import { type DayFactsStore, mostExpensiveOfDay } from './day-facts.ts';
import { dayVersions } from './read-day-facts.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Looks at all entries of a day, as they stand after corrections, while a roll-up reads them. */
export interface DayObserver {
  readonly see: (entries: readonly Entry[]) => void;
  /** Keeps what was seen; not called when the day could not be read whole. */
  readonly end: () => Promise<void>;
}

export interface RollUpPorts {
  /** Makes the totals of a day equal its entries. */
  readonly recalculate: JobKind;
  readonly totals: Pick<TotalsReader, 'cells' | 'users'>;
  /** Entries and corrections, by lane and id. */
  readonly entriesOfDay: (day: Day) => AsyncIterable<readonly Entry[]>;
  readonly facts: DayFactsStore;
  readonly observe: (day: Day) => Promise<DayObserver>;
  /** Days up to this one are archived and rolled up for good. */
  readonly sealedUntil: () => Promise<Day | undefined>;
  readonly closeMonth: (month: Month) => Promise<CloseResult>;
  readonly now: () => Instant;
}

interface RollUpState {
  readonly next: number;
  readonly repaired: number;
  /** Entries that cannot be read: totals of their days were not compared, all else was rolled up. */
  readonly unreadable?: readonly string[];
}

/**
 * Rolls days up: recalculates each from its entries, then keeps its most expensive entries and active users. The
 * date is a day, or a month, which is its days and, when its time has come, its close. Every step may run
 * twice and writes the same.
 */
export function rollUpKind(ports: RollUpPorts): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const { date, close = true } = job.input as AggregateInput;
      const sealed = (await ports.sealedUntil()) ?? '';
      const days = daysOf(date).filter((day) => day > sealed);
      let state = (job.state as RollUpState | undefined) ?? { next: 0, repaired: 0 };
      for (let day = days[state.next]; day !== undefined; day = days[state.next]) {
        const progress = { done: state.next, total: days.length };
        if (ports.now() >= deadline) return { done: false, state, progress };
        const { repaired, unreadable } = await rollUpDay(day, job, deadline, ports);
        state = {
          next: state.next + 1,
          repaired: state.repaired + repaired,
          unreadable: [...(state.unreadable ?? []), ...unreadable],
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

async function rollUpDay(day: Day, job: Job, deadline: Instant, ports: RollUpPorts): Promise<RolledUpDay> {
  const recalculated = await recalculateDay(day, job, deadline, ports);
  const days = { from: day, to: day };
  // Read before anything else: what is added meanwhile makes the facts old, and they are made again.
  const version = dayVersions(await ports.totals.cells(days))(day) ?? 0n;
  const users = await ports.totals.users(days);
  const observer = await ports.observe(day);
  await ports.facts.put({
    day,
    madeAt: ports.now(),
    version,
    activeUsers: new Set(users.map(({ name }) => name).filter((name) => name !== SYSTEM_USER)).size,
    mostExpensive: await mostExpensiveOfDay(seen(standingEntries(ports.entriesOfDay(day)), observer)),
  });
  await observer.end();
  return recalculated;
}

/** An entry that cannot be read leaves the day's totals as they are, and the neighbours their roll-up. */
async function recalculateDay(
  day: Day,
  job: Job,
  deadline: Instant,
  { recalculate }: RollUpPorts,
): Promise<RolledUpDay> {
  try {
    const step = await recalculate.step({ ...job, input: { day }, state: undefined }, deadline);
    const repaired = step.done ? (step.result as { repairs: readonly unknown[] }).repairs.length : 0;
    return { repaired, unreadable: [] };
  } catch (error) {
    if (!(error instanceof UnreadableEntryError)) throw error;
    return { repaired: 0, unreadable: [error.entry] };
  }
}

async function* seen(pages: AsyncIterable<readonly Entry[]>, observer: DayObserver) {
  for await (const page of pages) {
    observer.see(page);
    yield page;
  }
}
