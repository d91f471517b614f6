import type { Subject } from '../scopes/scopes-of.ts';
import { type PicoUsd, type Quantity, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook, PriceResult } from '../pricing/price-book.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Budget } from '../budgets/budget.ts';

/** What a call is expected to cost: the caller's figure, its usage to be priced, or both. */
export interface CallEstimate {
  readonly estimate?: PicoUsd | undefined;
  readonly usage?: Readonly<Record<string, Quantity>> | undefined;
  readonly region?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** A call with its price, as far as one is known. */
export interface PricedCall {
  readonly subject: Subject;
  /** The caller's own figure. */
  readonly estimate: PicoUsd | undefined;
  /** What its usage costs; undefined when it has none or part of it has no price. */
  readonly priced: PicoUsd | undefined;
  /** The priced part of a usage that is not priced whole. */
  readonly pricedPart: PicoUsd;
}

/** Prices the usage of a call at `at`, and names the service that the price row knows. */
export function priceCall(subject: Subject, call: CallEstimate, prices: PriceBook, at: Instant): PricedCall {
  const result = priceOf(subject, call, prices, at);
  const isPriced = call.usage !== undefined && result?.status === 'priced';
  return {
    subject: { ...subject, service: subject.service ?? (result?.known ? result.service : undefined) },
    estimate: call.estimate,
    priced: isPriced ? result.cost : undefined,
    pricedPart: result?.cost ?? ZERO_USD,
  };
}

function priceOf(
  subject: Subject,
  call: CallEstimate,
  prices: PriceBook,
  at: Instant,
): PriceResult | undefined {
  const { provider, service, model, userId, tags } = subject;
  if (provider === undefined || model === undefined) return undefined;
  const { usage = {}, region, attributes = {} } = call;
  return prices.price({ provider, service, model, region, attributes, usage, at, userId, tags });
}

/** What to hold against one budget, or why nothing can be held. */
export type HeldEstimate = { readonly amount: PicoUsd } | { readonly refused: string };

/**
 * The caller's figure where it gives one, else the price of its usage. Usage without a price follows the
 * budget: `allow` holds the priced part, `estimate` the budget's own figure, `deny` refuses.
 */
export function estimateFor(budget: Budget, call: PricedCall): HeldEstimate {
  if (call.priced !== undefined) return { amount: larger(call.priced, call.estimate) };
  if (budget.unpriced === 'deny' && call.estimate === undefined) {
    return { refused: 'the usage has no price and this budget denies unpriced usage: give estimateUsd' };
  }
  if (call.estimate !== undefined) return { amount: call.estimate };
  if (budget.unpriced === 'allow') return { amount: call.pricedPart };
  if (budget.unpricedEstimate !== undefined)
    return { amount: larger(budget.unpricedEstimate, call.pricedPart) };
  return { refused: 'the usage has no price and this budget has no unpricedEstimateUsd: give estimateUsd' };
}

/**
 * What an event without a price counts against a budget at the gate until its price arrives: as much as was
 * held for it. Without it a settled hold would leave nothing behind, and calls without a price no limit.
 */
export function countedUnpriced({ unpriced, unpricedEstimate }: Budget): PicoUsd {
  return unpriced === 'estimate' ? (unpricedEstimate ?? ZERO_USD) : ZERO_USD;
}

/** A call may cost as much as either says. */
function larger(amount: PicoUsd, other: PicoUsd | undefined): PicoUsd {
  return other !== undefined && other > amount ? other : amount;
}
