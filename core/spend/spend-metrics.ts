import { type SPEND_METRICS } from '../../contracts/setting-defaults.ts';
import { type PicoUsd, sumUsd } from '../money/decimal.ts';
import { type Day, dayOf, type Instant } from '../time/ledger-time.ts';
import { amountsBy } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Which metrics of spend a stage pays for: each one costs as much as a custom metric costs a month. */
export type SpendMetrics = (typeof SPEND_METRICS)[number];

/** The open day's spend so far; without a service, of all. */
export interface SpendPoint {
  readonly service?: string | undefined;
  readonly cost: PicoUsd;
}

/** Takes points to where they are watched. Rejects on outages. */
export interface SpendMetricSink {
  put(points: readonly SpendPoint[], at: Instant): Promise<void>;
}

/**
 * Publishes what the day of `at` has cost so far. The figure is a level and not an increase, at a time that
 * the schedule fixes: published twice, its maximum is the same.
 */
export async function publishSpend(
  which: SpendMetrics,
  at: Instant,
  timeZone: string,
  totals: Pick<TotalsReader, 'cells'>,
  sink: SpendMetricSink,
): Promise<void> {
  if (which === 'off') return;
  const day: Day = dayOf(at, timeZone);
  const cells = await totals.cells({ from: day, to: day });
  const services = amountsBy(
    cells.map(({ provider, service, model, total }) => ({ provider, service, model, cost: total.cost })),
    'service',
  );
  const all: SpendPoint = { cost: sumUsd(services.values()) };
  const each = which === 'services' ? [...services].map(([service, cost]) => ({ service, cost })) : [];
  await sink.put([all, ...each], at);
}
