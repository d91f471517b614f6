import { inBatches } from '../in-batches.ts';
import { applyJobInputSchema, whatIfInputSchema, type WhatIfInput } from '../../contracts/what-if.ts';
import { formatDecimal, minus, parseUsd, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { overrideRow } from '../pricing/override.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { scaledPrices } from '../pricing/scaled-prices.ts';
import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import { type Clock, type Day, daysBetween } from '../time/ledger-time.ts';
import { type AdjustmentBatch, repriced, standing } from '../usage/adjust-entry.ts';
import type { Entry } from '../usage/entry.ts';
import { amountOf } from '../usage/sent-values.ts';
import { descending } from '../order.ts';
import { addWhatIf, type Difference, emptySums, type WhatIfSums } from './what-if.ts';

export interface WhatIfPorts {
  readonly entries: (day: Day) => AsyncIterable<readonly Entry[]>;
  /** The book valid now with these rows before all others. */
  readonly bookWith: (rows: readonly PriceRow[]) => Promise<PriceBook>;
  readonly newBatch: () => AdjustmentBatch;
  readonly clock: Clock;
}

/** Names per dimension that a result keeps, those that differ most; the rest is in the total. */
const KEPT_NAMES = 500;

interface StoredDifference {
  readonly actualUsd: string;
  readonly whatIfUsd: string;
}
type StoredMap = Readonly<Record<string, StoredDifference>>;

interface WhatIfState {
  readonly next: number;
  readonly total: StoredDifference;
  readonly users: StoredMap;
  readonly resources: StoredMap;
  readonly groups: StoredMap;
  readonly events: number;
  readonly unpriced: number;
}

async function bookOf(input: WhatIfInput, now: number, ports: WhatIfPorts): Promise<PriceBook> {
  const factors = (input.priceFactors ?? []).map((one) => ({ ...one, factor: amountOf(one.factor) }));
  return scaledPrices(await ports.bookWith(rowsOf(input, now)), factors);
}

function rowsOf(input: WhatIfInput, now: number): PriceRow[] {
  return (input.overrides ?? []).map((override) =>
    overrideRow({ effectiveFrom: '1970-01-01', ...override }, now),
  );
}

/** Replays a period under other prices or models; writes nothing. */
export function whatIfKind(ports: WhatIfPorts): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const input = whatIfInputSchema.parse(job.input);
      const days = daysBetween(input.from, input.to);
      const book = await bookOf(input, job.createdAt, ports);
      const state = job.state as WhatIfState | undefined;
      const sums = restored(state);
      let next = state?.next ?? 0;
      for (const day of days.slice(next)) {
        if (ports.clock.now() >= deadline) break;
        for await (const page of ports.entries(day)) {
          for (const entry of page) addWhatIf(sums, entry, input, book);
        }
        next++;
      }
      const progress = { done: next, total: days.length };
      if (next < days.length) return { done: false, state: { next, ...stored(sums) }, progress };
      return { done: true, result: whatIfResult(sums), progress };
    },
  };
}

interface ApplyState {
  readonly next: number;
  readonly corrected: number;
  readonly bookedUsd: string;
}

/** Books what a what-if found as corrections, each naming the entry, the reason and the what-if. */
export function applyWhatIfKind(ports: WhatIfPorts): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const { input, reason, whatIf } = applyJobInputSchema.parse(job.input);
      const days = daysBetween(input.from, input.to);
      const book = await bookOf(input, job.createdAt, ports);
      const batch = ports.newBatch();
      const start = (job.state as ApplyState | undefined) ?? { next: 0, corrected: 0, bookedUsd: '0' };
      let { next, corrected } = start;
      let booked = parseUsd(start.bookedUsd);
      try {
        for (const day of days.slice(next)) {
          if (ports.clock.now() >= deadline) break;
          for await (const page of ports.entries(day)) {
            const differences = await inBatches(page, (entry) =>
              correct(entry, book, batch, `${reason} (what-if ${whatIf})`),
            );
            corrected += differences.filter((difference) => difference !== 0n).length;
            booked = differences.reduce(plus, booked);
          }
          next++;
        }
      } finally {
        await batch.finish();
      }
      const state: ApplyState = { next, corrected, bookedUsd: formatDecimal(booked) };
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
  batch: AdjustmentBatch,
  reason: string,
): Promise<PicoUsd> {
  if (entry.correctionOf !== undefined) return ZERO_USD;
  return batch.adjust(
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

function storedDifference({ actual, whatIf }: Difference): StoredDifference {
  return { actualUsd: formatDecimal(actual), whatIfUsd: formatDecimal(whatIf) };
}

function storedMap(map: ReadonlyMap<string, Difference>): StoredMap {
  return Object.fromEntries([...map].map(([name, difference]) => [name, storedDifference(difference)]));
}

function stored(sums: WhatIfSums): Omit<WhatIfState, 'next'> {
  return {
    total: storedDifference(sums.total),
    users: storedMap(sums.users),
    resources: storedMap(sums.resources),
    groups: storedMap(sums.groups),
    events: sums.events,
    unpriced: sums.unpriced,
  };
}

function readDifference({ actualUsd, whatIfUsd }: StoredDifference): Difference {
  return { actual: parseUsd(actualUsd), whatIf: parseUsd(whatIfUsd) };
}

function readMap(map: StoredMap): Map<string, Difference> {
  return new Map(Object.entries(map).map(([name, item]) => [name, readDifference(item)]));
}

function restored(state: WhatIfState | undefined): WhatIfSums {
  if (!state) return emptySums();
  return {
    total: readDifference(state.total),
    users: readMap(state.users),
    resources: readMap(state.resources),
    groups: readMap(state.groups),
    events: state.events,
    unpriced: state.unpriced,
  };
}

function whatIfResult(sums: WhatIfSums) {
  return {
    ...withDifference(sums.total),
    events: sums.events,
    unpricedEvents: sums.unpriced,
    users: ranked(sums.users, 'userId'),
    resources: ranked(sums.resources, 'resource'),
    groups: ranked(sums.groups, 'group'),
  };
}

function withDifference({ actual, whatIf }: Difference) {
  return {
    actualUsd: formatDecimal(actual),
    whatIfUsd: formatDecimal(whatIf),
    differenceUsd: formatDecimal(whatIf - actual),
  };
}

function size({ actual, whatIf }: Difference): PicoUsd {
  return whatIf > actual ? minus(whatIf, actual) : minus(actual, whatIf);
}

function ranked(map: ReadonlyMap<string, Difference>, label: string) {
  return [...map]
    .sort(descending(([, difference]) => size(difference)))
    .slice(0, KEPT_NAMES)
    .map(([name, difference]) => ({ [label]: name, ...withDifference(difference) }));
}
