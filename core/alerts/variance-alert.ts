import { parseUsd, type PicoUsd } from '../money/decimal.ts';
import type { ModelVariance } from '../spend/read-variance.ts';
import { type Instant, monthOf } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { type Alert, alertId, freshDeliveries } from './alert.ts';

/** The budget id under which alerts of variances are listed. */
const VARIANCE = 'variance';

/** Beyond rounding, and of an amount that is worth a look. */
const LEAST_PERCENT = 5n;
const LEAST_USD = parseUsd('1');

function size(amount: PicoUsd): bigint {
  return amount < 0n ? 0n - amount : amount;
}

/** Whether prices and provider differ so much that a price or a reading must be wrong. */
export function isNotable({ computed, variance }: ModelVariance): boolean {
  const difference = size(variance);
  return difference >= LEAST_USD && difference * 100n >= size(computed) * LEAST_PERCENT;
}

/**
 * The alert of a model whose provider reports another cost than the prices make of the same events: once a month for
 * each model and provider. `reached` is what was reported, `limit` what was computed.
 */
export function varianceAlert(
  { provider, model, computed, reported }: ModelVariance,
  days: Days,
  channels: readonly string[],
  at: Instant,
): Alert {
  const key = {
    budgetId: VARIANCE,
    value: { kind: 'model', id: model },
    period: monthOf(days.to),
    threshold: `${LEAST_PERCENT}% of ${provider}`,
    basis: 'actual',
    arm: 1,
  } as const;
  return {
    id: alertId(key),
    kind: 'variance',
    key,
    budgetName: 'Variance',
    severity: 'warning',
    spent: computed,
    reached: reported,
    limit: computed,
    from: days.from,
    to: days.to,
    createdAt: at,
    deliveries: freshDeliveries(channels, at),
  };
}
