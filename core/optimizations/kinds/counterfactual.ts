import { divideHalfEven, minus, type PicoUsd, type Quantity, scaled, times } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import type { UsageSlice } from './optimization.ts';

/** What is imagined to be different about the calls of a slice. */
export interface Change {
  readonly model?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly usage?: Readonly<Record<string, Quantity>> | undefined;
}

/**
 * What the calls of a slice cost at list price at `at`, with a change or as they are. The average call is priced
 * and multiplied, so that context tiers see a prompt and not the sum of all prompts. Undefined when any part has
 * no price.
 */
export function priceSlice(
  book: PriceBook,
  slice: UsageSlice,
  at: Instant,
  change: Change = {},
): PicoUsd | undefined {
  if (slice.calls <= 0) return undefined;
  const calls = BigInt(slice.calls);
  const usage: Record<string, Quantity> = {};
  for (const [unit, quantity] of Object.entries(change.usage ?? slice.usage)) {
    usage[unit] = divideHalfEven(quantity, calls);
  }
  const answer = book.price({
    provider: slice.provider,
    service: slice.service,
    model: change.model ?? slice.model,
    region: slice.region,
    attributes: change.attributes ?? slice.attributes,
    usage,
    at,
  });
  if (answer.status !== 'priced' || !answer.known) return undefined;
  return times(answer.cost, calls);
}

/**
 * What a change would have saved of the slice's real cost: real cost × (1 − changed price ÷ present price), so
 * that overrides and past prices in the real cost keep their weight. Undefined when either has no price; below
 * zero when the change costs more.
 */
export function savingOf(
  book: PriceBook,
  slice: UsageSlice,
  at: Instant,
  change: Change,
): PicoUsd | undefined {
  const present = priceSlice(book, slice, at);
  const changed = priceSlice(book, slice, at, change);
  if (present === undefined || changed === undefined || present <= 0n) return undefined;
  return minus(slice.cost, scaled(slice.cost, changed, present));
}
