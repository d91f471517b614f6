import { minus, parseUsd, type PicoUsd, plus, scaled, ZERO_QUANTITY, ZERO_USD } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { priceSlice } from './counterfactual.ts';
import type { OptimizationAction, UsageSlice } from './optimization.ts';

/** What an applied optimization has really saved. */
export interface RealisedSaving {
  /** What the calls after the change would have cost without it. */
  readonly counterfactual: PicoUsd;
  /** What they did cost: exact. */
  readonly actual: PicoUsd;
  /** counterfactual − actual; below zero when the change made things more expensive. */
  readonly saving: PicoUsd;
  readonly calls: number;
}

/** Whether calls are those that an action is about, as they are after it. */
export function concerns(
  action: OptimizationAction,
  slice: Pick<UsageSlice, 'operation' | 'provider' | 'model' | 'attributes'>,
): boolean {
  if (slice.operation !== action.operation || slice.provider !== action.provider) return false;
  if (slice.model !== (action.toModel ?? action.model)) return false;
  const wanted = Object.entries(action.attributes ?? {});
  return wanted.every(([name, value]) => slice.attributes[name] === value);
}

/** Cost at the old terms, from the prices of both; undefined where one has no price. */
function repriced(
  book: PriceBook,
  slice: UsageSlice,
  at: Instant,
  before: Parameters<typeof priceSlice>[3],
): PicoUsd | undefined {
  const now = priceSlice(book, slice, at);
  const then = priceSlice(book, slice, at, before);
  if (now === undefined || then === undefined || now <= 0n) return undefined;
  return scaled(slice.cost, then, now);
}

function withoutBatch(attributes: Readonly<Record<string, string>>, action: OptimizationAction) {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !(name in (action.attributes ?? {}))),
  );
}

function uncached(slice: UsageSlice) {
  const {
    cache_read_tokens: read = ZERO_QUANTITY,
    cache_write_5m_tokens: written = ZERO_QUANTITY,
    ...rest
  } = slice.usage;
  return { ...rest, input_tokens: plus(plus(rest['input_tokens'] ?? ZERO_QUANTITY, read), written) };
}

/** The cost of the slice's calls as it was a call before; for optimizations that change how much is used. */
function atBaseline(action: OptimizationAction, slice: UsageSlice): PicoUsd {
  const { calls, costUsd } = action.baseline;
  return calls === 0 ? slice.cost : scaled(parseUsd(costUsd), BigInt(slice.calls), BigInt(calls));
}

/** Useful cost as it is, and waste as large a share of it as before. */
function atBaselineWaste(action: OptimizationAction, slice: UsageSlice): PicoUsd {
  const cost = parseUsd(action.baseline.costUsd);
  const wasted = parseUsd(action.baseline.wastedUsd);
  const lost = plus(slice.failedCost ?? ZERO_USD, slice.repeatedCost ?? ZERO_USD);
  const useful = minus(slice.cost, lost);
  return cost > wasted ? plus(useful, scaled(useful, wasted, cost - wasted)) : slice.cost;
}

function counterfactualOf(
  book: PriceBook,
  action: OptimizationAction,
  slice: UsageSlice,
  at: Instant,
): PicoUsd | undefined {
  const kinds: Record<OptimizationAction['type'], () => PicoUsd | undefined> = {
    'switch-model': () => repriced(book, slice, at, { model: action.model }),
    'use-batch-tier': () => repriced(book, slice, at, { attributes: withoutBatch(slice.attributes, action) }),
    'cache-prompt': () => repriced(book, slice, at, { usage: uncached(slice) }),
    'review-operation': () => atBaseline(action, slice),
    'stop-failing-calls': () => atBaselineWaste(action, slice),
  };
  return kinds[action.type]();
}

/**
 * Measures an applied optimization on the slices of the time since: what the same calls would have cost before the
 * change, minus what they cost. Slices it does not concern, or that have no price both ways, are left out.
 */
export function realisedSaving(
  book: PriceBook,
  action: OptimizationAction,
  slicesSince: readonly UsageSlice[],
  at: Instant,
): RealisedSaving {
  let counterfactual = ZERO_USD;
  let actual = ZERO_USD;
  let calls = 0;
  for (const slice of slicesSince) {
    const before = concerns(action, slice) ? counterfactualOf(book, action, slice, at) : undefined;
    if (before === undefined) continue;
    counterfactual = plus(counterfactual, before);
    actual = plus(actual, slice.cost);
    calls += slice.calls;
  }
  return { counterfactual, actual, saving: minus(counterfactual, actual), calls };
}
