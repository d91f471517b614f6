import { DESCRIPTIVE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { divideHalfEven, ONE, type Quantity, times, ZERO_QUANTITY } from '../money/decimal.ts';
import type { CompiledRow } from './compiled-row.ts';

type Usage = Readonly<Record<string, Quantity>>;

const DESCRIPTIVE: ReadonlySet<string> = new Set(DESCRIPTIVE_UNITS);

/** Rows of AWS whose GB-seconds are the memory of a function times the time it ran. */
const FUNCTIONS = /^(?:lambda|arm64$|x86_64$|function$|provisioned-duration-)/;

const MEGABYTES = 1024n;
const MILLISECONDS = 1000n;

/** Whether a part describes the work and is never billed by itself. */
export function isDescriptive(unit: string): boolean {
  return DESCRIPTIVE.has(unit);
}

/**
 * Usage with what is billed but only described, counted from what describes it: a function's GB-seconds from its
 * memory and time, requests from those that the provider says it bills. `rowOf` is the price of a part, if any.
 */
export function withDerivedParts(usage: Usage, rowOf: (unit: string) => CompiledRow | undefined): Usage {
  const memory = above(usage['memory_mb']);
  const duration = memory && above(usage['duration_ms']);
  const requests = above(usage['billed_requests']);
  if (memory && duration && !above(usage['gb_seconds'])) {
    const row = rowOf('gb_seconds')?.row;
    if (row?.provider === 'aws' && FUNCTIONS.test(row.sku)) {
      return { ...usage, gb_seconds: gbSeconds(memory, duration) };
    }
  }
  if (requests && !above(usage['requests']) && rowOf('requests')?.row.chunk) return { ...usage, requests };
  return usage;
}

/**
 * The descriptive parts of a usage that has no other: nothing in it can be billed, and that it happened is no
 * reason for a price of nothing. Where a part of zero has a price, nothing is billed: then there are none.
 */
export function describedAlone(usage: Usage, hasPrice: (unit: string) => boolean): string[] {
  const named = Object.keys(usage);
  if (named.some((unit) => !isDescriptive(unit) && (above(usage[unit]) || hasPrice(unit)))) return [];
  return named.filter((unit) => isDescriptive(unit) && above(usage[unit]));
}

function above(quantity: Quantity | undefined): Quantity | undefined {
  return quantity !== undefined && quantity > ZERO_QUANTITY ? quantity : undefined;
}

function gbSeconds(memoryMb: Quantity, durationMs: Quantity): Quantity {
  return divideHalfEven(times(memoryMb, durationMs), ONE * MEGABYTES * MILLISECONDS);
}
