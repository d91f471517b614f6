import { newestOfEach } from '../../core/currency/currency.ts';
import { startJob } from '../../core/jobs/job.ts';
import { DAY_MS } from '../../core/time/ledger-time.ts';
import { ratesOf } from '../support/rates-of.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the look at the feed of exchange rates, and emits how many days old the oldest of its currencies is. */
export function fetchRatesTask({
  ledger,
  queue,
  metrics,
}: TaskContext<'clock' | 'exchangeRates' | 'jobs' | 'settings'>): Task {
  const { clock, exchangeRates, jobs, settings } = ledger;
  return async (scheduledAt) => {
    const { rateFeed: feed } = settings;
    if (!feed) return;
    // The id names the time: a schedule that fires twice looks once.
    const id = `fetch-rates-${scheduledAt}`;
    await startJob({ jobs, queue, clock }, { id, kind: 'fetch-rates', input: {}, createdBy: 'schedule' });
    if ((await exchangeRates.lastLook()) === undefined) return;
    const newest = newestOfEach(await ratesOf({ settings, exchangeRates }).all());
    // One that never came is as old as can be.
    const days = feed.currencies.map((currency) => Date.parse(newest.get(currency)?.date ?? '1970-01-01'));
    const age = Math.floor((clock.now() - Math.min(...days)) / DAY_MS);
    metrics.addMetric('ExchangeRateAgeDays', age);
  };
}
