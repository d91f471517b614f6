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

/** Only what a call costs above this many medians of its operation on its model is excess. */
const EXCESS_MEDIANS = 3n;
/** Of fewer calls a median says little, and fewer above it are no habit that could be changed. */
const LEAST_CALLS = 20;
const LEAST_EXCESSIVE = 5;

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
  medians: ReadonlyMap<string, PicoUsd>,
  repeats: ReadonlySet<SliceFacts>,
): UsageSlice {
  const { operation, provider, service, model, region, attributes } = list[0].entry;
  const failed = list.filter(({ entry }) => isFailed(entry));
  const repeated = list.filter(({ entry }) => repeats.has(entry));
  const excess = excessOf(list, medians.get(comparedName(list[0].entry)));
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

/** What calls cost above a few medians; nothing where too few calls were seen for it to be told. */
function excessOf(list: readonly Sampled[], median: PicoUsd | undefined): PicoUsd {
  if (median === undefined) return ZERO_USD;
  const limit = times(median, EXCESS_MEDIANS);
  const excessive = list.filter(({ entry }) => entry.cost > limit);
  if (excessive.length < LEAST_EXCESSIVE) return ZERO_USD;
  return extrapolatedCost(excessive, ({ cost }) => minus(cost, limit));
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

/** Medians of calls that are alike; of few calls none. */
function mediansOf(sample: readonly Sampled[]): Map<string, PicoUsd> {
  const alike = Map.groupBy(sample, ({ entry }) => comparedName(entry));
  return new Map(
    [...alike].flatMap(([name, list]) => {
      if (list.length < LEAST_CALLS) return [];
      const costs = list.map(({ entry }) => entry.cost).toSorted(compare);
      return [[name, costs[Math.floor(costs.length / 2)] ?? ZERO_USD] as const];
    }),
  );
}

/** Calls are compared with those of their operation on their model: a dear model is no excess beside a cheap one. */
function comparedName({ operation, provider, service, model }: SliceFacts): string {
  return JSON.stringify([operation ?? null, provider, service, model]);
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
