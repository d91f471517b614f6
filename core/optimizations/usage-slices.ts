import { lookUp } from '../../contracts/look-up.ts';
import {
  minus,
  type PicoUsd,
  plus,
  type Quantity,
  scaled,
  sumUsd,
  times,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../money/decimal.ts';
import type { Entry } from '../usage/entry.ts';
import { ascending, compare } from '../order.ts';
import type { UsageSlice } from './kinds/optimization.ts';

/** Only what a call costs above this many medians of its operation is excess. */
const EXCESS_MEDIANS = 3n;

/** What of a call its slice depends on. */
export type SliceFacts = Pick<
  Entry,
  | 'operation'
  | 'provider'
  | 'service'
  | 'model'
  | 'region'
  | 'attributes'
  | 'usage'
  | 'cost'
  | 'outcome'
  | 'attempt'
  | 'resource'
  | 'userId'
>;

/** A call with the part of its day that it represents. */
interface Sampled {
  readonly entry: SliceFacts;
  readonly of: bigint;
  readonly sampled: bigint;
}

/** Sums sampled entries up into slices: one for each operation, provider, model, region and attributes. */
export function slicesOf(sample: readonly Sampled[]): UsageSlice[] {
  const medians = mediansOf(sample);
  const repeats = repeatedCalls(sample);
  return [...Map.groupBy(sample, ({ entry }) => sliceName(entry)).values()].map((list) =>
    sliceOf(list as [Sampled, ...Sampled[]], medians, repeats),
  );
}

/** Equal for calls of one slice. */
export function sliceName(call: Omit<UsageSlice, 'usage' | 'cost' | 'calls'>): string {
  const { operation, provider, service, model, region, attributes } = call;
  const sorted = Object.entries(attributes).toSorted(ascending(([name]) => name));
  return JSON.stringify([operation ?? null, provider, service, model, region ?? null, sorted]);
}

function sliceOf(
  list: readonly [Sampled, ...Sampled[]],
  medians: ReadonlyMap<string | undefined, PicoUsd>,
  repeats: ReadonlySet<SliceFacts>,
): UsageSlice {
  const { operation, provider, service, model, region, attributes } = list[0].entry;
  const failed = list.filter(({ entry }) => isFailed(entry));
  const repeated = list.filter(({ entry }) => repeats.has(entry));
  const limit = times(medians.get(operation) ?? ZERO_USD, EXCESS_MEDIANS);
  const excess = extrapolatedCost(list, ({ cost }) => (cost > limit ? minus(cost, limit) : ZERO_USD));
  return {
    operation,
    provider,
    service,
    model,
    region,
    attributes,
    usage: usageOf(list),
    calls: extrapolatedCalls(list),
    cost: extrapolatedCost(list),
    failedCalls: extrapolatedCalls(failed),
    failedCost: extrapolatedCost(failed),
    repeatedCalls: extrapolatedCalls(repeated),
    repeatedCost: extrapolatedCost(repeated),
    ...(excess > 0n ? { excessCost: excess } : {}),
  };
}

/** What the sampled entries represent together. */
function extrapolatedCost(list: readonly Sampled[], part = ({ cost }: SliceFacts): PicoUsd => cost): PicoUsd {
  return sumUsd(list.map(({ entry, of, sampled }) => scaled(part(entry), of, sampled)));
}

function extrapolatedQuantity(list: readonly Sampled[], unit: string): Quantity {
  return list.reduce(
    (sum, { entry, of, sampled }) =>
      plus(sum, scaled(lookUp(entry.usage, unit) ?? ZERO_QUANTITY, of, sampled)),
    ZERO_QUANTITY,
  );
}

/** Rounded once: a call of a thinly sampled model represents part of many. */
function extrapolatedCalls(list: readonly Sampled[]): number {
  const calls = list.reduce((sum, { of, sampled }) => sum + Number(of) / Number(sampled), 0);
  return Math.round(calls);
}

function usageOf(list: readonly Sampled[]): Record<string, Quantity> {
  const units = new Set(list.flatMap(({ entry }) => Object.keys(entry.usage)));
  return Object.fromEntries([...units].map((unit) => [unit, extrapolatedQuantity(list, unit)]));
}

/** A call without an outcome is taken for a success. */
function isFailed({ outcome }: SliceFacts): boolean {
  return outcome !== undefined && outcome !== 'success';
}

function mediansOf(sample: readonly Sampled[]): Map<string | undefined, PicoUsd> {
  const operations = Map.groupBy(sample, ({ entry }) => entry.operation);
  return new Map(
    [...operations].map(([operation, list]) => {
      const costs = list.map(({ entry }) => entry.cost).toSorted(compare);
      return [operation, costs[Math.floor(costs.length / 2)] ?? ZERO_USD];
    }),
  );
}

/**
 * Successful calls of a later attempt where an earlier attempt of the same work succeeded and was paid for.
 * Each failed attempt explains one later one; work that was not sampled whole is left out.
 */
function repeatedCalls(sample: readonly Sampled[]): Set<SliceFacts> {
  const known = sample.filter(
    ({ entry, of, sampled }) => of === sampled && entry.resource !== undefined && entry.attempt !== undefined,
  );
  const works = Map.groupBy(
    known.map(({ entry }) => entry),
    workName,
  );
  const repeated = [...works.values()].flatMap((list) => {
    const successes = list.filter((entry) => !isFailed(entry) && entry.cost > 0n);
    const first = Math.min(...successes.map(({ attempt = 1 }) => attempt));
    const later = successes.filter(({ attempt = 1 }) => attempt > first);
    return later.slice(list.length - successes.length);
  });
  return new Set(repeated);
}

/** Equal for calls of one work: those of one operation and model for a resource and a user. */
export function workName({ operation, model, resource, userId }: SliceFacts): string {
  return JSON.stringify([operation, model, resource, userId]);
}
