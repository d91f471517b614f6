import { type PicoUsd, picoUsd, minus, plus, ratio, scaled, sumUsd } from '../money/decimal.ts';
import type { Projection } from './project-month-end.ts';

/** A part's projection, fitted to that of the whole. */
export interface SharedProjection extends Projection {
  /** What the part's own estimate of its rest was multiplied by, such as "0.41"; null where it had none. */
  readonly adjustedBy: string | null;
}

/**
 * Fits projections of parts to the projection of their whole, so that they add up to it exactly: each keeps what
 * it spent and its share of the rest, by its own estimate. Of young parts alone, whose estimates are mostly too
 * high, the whole knows better. Bounds move along: they are of each part alone and do not add up. Parts without
 * any rest of their own share by what they spent, or equally. The parts' spend must add up to that of the whole.
 */
export function shareProjection(whole: Projection, parts: readonly Projection[]): SharedProjection[] {
  const rest = minus(whole.projected, whole.spent);
  const weights = weightsOf(parts);
  const all = sumUsd(weights);
  let before = picoUsd(0n);
  let given = picoUsd(0n);
  return parts.map((part, index) => {
    before = plus(before, weights[index] ?? picoUsd(0n));
    const until = scaled(rest, before, all);
    const share = minus(until, given);
    given = until;
    return fitted(part, share);
  });
}

function weightsOf(parts: readonly Projection[]): PicoUsd[] {
  const rests = parts.map(restOf);
  if (rests.some((rest) => rest > 0n)) return rests;
  const spent = parts.map((part) => (part.spent > 0n ? part.spent : picoUsd(0n)));
  return spent.some((amount) => amount > 0n) ? spent : parts.map(() => picoUsd(1n));
}

function restOf({ projected, spent }: Projection): PicoUsd {
  return minus(projected, spent);
}

function fitted(part: Projection, share: PicoUsd): SharedProjection {
  const own = restOf(part);
  const moved = (bound: PicoUsd) =>
    plus(part.spent, own > 0n ? scaled(minus(bound, part.spent), share, own) : share);
  return {
    ...part,
    projected: plus(part.spent, share),
    low: moved(part.low),
    high: moved(part.high),
    adjustedBy: own > 0n ? ratio(share, own) : null,
  };
}
