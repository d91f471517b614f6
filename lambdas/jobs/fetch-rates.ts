import { cutText } from '../../contracts/cut-text.ts';
import { fetchText } from '../../adapters/prices/fetch-text.ts';
import type { RateFeed } from '../../contracts/rate-feed.ts';
import type { RateLook } from '../../core/currency/rate-ports.ts';
import { newestOfEach } from '../../core/currency/currency.ts';
import { type PublishedRate, readPublishedRates } from '../../core/currency/read-rate-feed.ts';
import { takeRates } from '../../core/currency/take-rates.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Job, JobKind, JobStep } from '../../core/jobs/job.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { Ledger } from '../composition/ledger.ts';
import { ratesOf } from '../support/rates-of.ts';

/** The ECB's daily file has 2 KB; Frankfurter's 200 currencies have 15. */
const MOST_FEED_BYTES = 300_000;

/** Characters of a reason. */
const MOST_TEXT = 500;

/** What an administrator asks a look for. */
interface FetchRatesInput {
  /** Currencies that are kept although they moved far. */
  readonly accept?: readonly string[];
}

type RateLedger = Pick<Ledger, 'clock' | 'exchangeRates' | 'settings'>;

/**
 * Looks at the stage's feed of exchange rates once and keeps what is new and plausible, each rate with day and source;
 * a second look at the same answer keeps nothing. `fetchUrl` replaces the network in tests.
 */
export function fetchRatesJob(
  ledger: RateLedger,
  fetchUrl: (url: string) => Promise<string> = (url) => fetchText(url, MOST_FEED_BYTES),
): JobKind {
  return {
    async step(job: Job): Promise<JobStep> {
      const { settings, clock, exchangeRates } = ledger;
      const { rateFeed: feed } = settings;
      if (!feed) return ended({ failed: 'the stage has no rateFeed', kept: [], refused: [] });
      const { accept = [] } = job.input as FetchRatesInput;
      const look = await lookAt(feed, accept, ledger, fetchUrl, clock.now());
      await exchangeRates.noteLook(look);
      return ended({ failed: look.failed, kept: look.kept, refused: look.refused });
    },
  };
}

async function lookAt(
  feed: RateFeed,
  accept: readonly string[],
  { settings, exchangeRates }: RateLedger,
  fetchUrl: (url: string) => Promise<string>,
  at: Instant,
): Promise<RateLook> {
  const published = await publishedBy(feed, fetchUrl);
  if ('failed' in published) return { at, kept: [], refused: [], failed: published.failed };
  const known = await ratesOf({ settings, exchangeRates }).all();
  const { fresh, refused } = takeRates(published.rates, feed, newestOfEach(known), at, accept);
  for (const rate of fresh) await exchangeRates.keep(rate);
  return { at, kept: fresh.map(({ currency }) => currency), refused, failed: null };
}

/** What the feed answers. That it does not is no failure of the job: rates go on, and the next look tries again. */
async function publishedBy(
  { url }: RateFeed,
  fetchUrl: (url: string) => Promise<string>,
): Promise<{ readonly rates: readonly PublishedRate[] } | { readonly failed: string }> {
  let text: string;
  try {
    text = await fetchUrl(url);
  } catch (error) {
    return { failed: cutText(error instanceof Error ? error.message : String(error), MOST_TEXT) };
  }
  try {
    return { rates: readPublishedRates(text) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { failed: error.message };
  }
}

function ended(result: object): JobStep {
  return { done: true, result, progress: { done: 1, total: 1 } };
}
