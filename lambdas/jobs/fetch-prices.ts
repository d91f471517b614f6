import { fetchText } from '../../adapters/prices/fetch-text.ts';
import { MOST_PACK_BYTES } from '../../contracts/price-pack.ts';
import type { JobKind, JobQueue } from '../../core/jobs/job.ts';
import { packAlert } from '../../core/alerts/pack-alert.ts';
import { formChannels } from '../../core/budgets/organisation-form.ts';
import { fetchPacksKind } from '../../core/price-packs/fetch-packs-job.ts';
import { BUILT_IN_PRICES } from '../../core/pricing/catalogue-index.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { overridesOfSettings } from '../../core/pricing/override.ts';
import { openPrices } from '../../core/pricing/packed-prices.ts';
import type { Ledger } from '../composition/ledger.ts';

type FetchLedger = Pick<
  Ledger,
  'alerts' | 'books' | 'clock' | 'entries' | 'jobs' | 'overrides' | 'packs' | 'settings' | 'totals'
>;

/** Looks for a newer price pack and takes it in; `fetchUrl` replaces the network in tests. */
export function fetchPricesJob(
  { alerts, books, clock, entries, jobs, overrides, packs, settings, totals }: FetchLedger,
  queue: JobQueue,
  fetchUrl: (url: string) => Promise<string> = (url) => fetchText(url, MOST_PACK_BYTES),
): JobKind {
  const { defaultRegion, priceOverrides } = settings;
  return fetchPacksKind({
    feed: settings.priceFeed,
    fetchText: fetchUrl,
    packs,
    builtIn: BUILT_IN_PRICES,
    bookOf: async (prices) => {
      const data = openPrices(prices);
      const own = overridesOfSettings(priceOverrides, createPriceBook({ defaultRegion, data }));
      const [stored, aliases] = await Promise.all([overrides.load(), overrides.aliases()]);
      return createPriceBook({ defaultRegion, overrides: [...stored, ...own], aliases, data });
    },
    totals,
    entries: ({ day, provider, model }, after) => entries.pages(day, { provider, model }, { after }),
    clock,
    timeZone: settings.timeZone,
    jobs: { jobs, queue },
    tell: async (record) => {
      const channels = formChannels((await books.current()).form);
      // The next run of check-budgets delivers it, as any alert that waits.
      await alerts.putIfAbsent(packAlert(record, channels, settings.timeZone));
    },
  });
}
