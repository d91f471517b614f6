import { type PicoUsd, picoUsd, ZERO_USD } from '../../core/money/decimal.ts';
import type { Total } from '../../core/spend/total.ts';
import type { ItemKey } from './keys.ts';
import type { WireItem } from './attribute-values.ts';

/**
 * Attributes that a sum is read from: keys, cost, counts, version, last change, failures. The day index has cost and
 * counts.
 */
export const SUM_ATTRIBUTES = 'pk, sk, c, n, x, v, w, fc, fn, fx, fa';
export const INDEX_SUM_ATTRIBUTES = 'pk, sk, c, n, x';

/** The sums of a total as it travels: without its hours, usage and models, which are most of its bytes. */
export function sumsOfWire({ c, n, x, v, w, fc, fn, fx, fa }: WireItem): Total {
  return {
    cost: usdOfWire(c?.N),
    events: Number(n?.N ?? '0'),
    unpriced: Number(x?.N ?? '0'),
    ...(v?.N === undefined ? {} : { version: BigInt(v.N) }),
    ...(w?.N === undefined ? {} : { updatedAt: Number(w.N) }),
    ...(fa?.N === undefined && fc?.N === undefined
      ? {}
      : {
          failures: {
            cost: usdOfWire(fc?.N),
            events: Number(fn?.N ?? '0'),
            unpriced: Number(fx?.N ?? '0'),
            asked: Number(fa?.N ?? '0'),
          },
        }),
  };
}

/** The key of an item as it travels. */
export function keyOfWire({ pk, sk }: WireItem): ItemKey {
  return { pk: pk?.S ?? '', sk: sk?.S ?? '' };
}

function usdOfWire(text: string | undefined): PicoUsd {
  return text === undefined ? ZERO_USD : picoUsd(BigInt(text));
}
