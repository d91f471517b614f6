import { startJob } from '../../core/jobs/job.ts';
import { heldPacks } from '../../core/price-packs/waiting-packs.ts';
import { priceDataAge } from '../../core/price-packs/price-data-age.ts';
import { BUILT_IN_PRICES } from '../../core/pricing/catalogue-index.ts';
import type { Task, TaskContext } from './task-context.ts';

/** A schedule has no shorter rhythm than a minute: with it three looks are spread over each. */
const LOOKS_OF_A_MINUTE = [0, 20, 40] as const;

/** Starts the job that fetches the newest price pack, and emits the age of the price data as a metric. */
export function fetchPricesTask({
  ledger,
  queue,
  metrics,
}: TaskContext<'clock' | 'jobs' | 'packs' | 'settings'>): Task {
  const { clock, jobs, packs, settings } = ledger;
  const { priceFeed: feed } = settings;
  return async (scheduledAt) => {
    if (!feed) return;
    const looks = feed.everyMinutes === 1 ? LOOKS_OF_A_MINUTE : [0];
    for (const delay of looks) {
      // The id names the time: a schedule that fires twice looks once.
      const id = `fetch-prices-${scheduledAt}-${delay}`;
      const start = { id, kind: 'fetch-prices' as const, input: {}, createdBy: 'schedule' };
      await startJob({ jobs, queue, clock }, start, delay);
    }
    const age = await priceDataAge(packs, BUILT_IN_PRICES, feed, clock.now());
    metrics.addMetric('PriceDataAgeHours', age);
    metrics.addMetric('PricePacksHeld', await heldPacks(packs));
  };
}
