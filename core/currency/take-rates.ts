import type { RateFeed } from '../../contracts/rate-feed.ts';
import { feedSource } from '../../contracts/rate-feed.ts';
import { InvalidInputError } from '../errors.ts';
import { type Decimal, formatDecimal, ONE, parseDecimal } from '../money/decimal.ts';
import { dayOf, type Instant, parseDay } from '../time/ledger-time.ts';
import { crossRate } from './cross-rate.ts';
import type { CurrencyRate } from './currency.ts';
import type { PublishedRate } from './read-rate-feed.ts';

/** A rate that a look at the feed did not keep, and why. */
export interface RefusedRate {
  readonly currency: string;
  /** Units for 1 USD and their day, where they could be read. */
  readonly rate: string | null;
  readonly date: string | null;
  readonly reason: string;
}

/** What a look at the feed found. */
export interface TakenRates {
  readonly fresh: readonly CurrencyRate[];
  readonly refused: readonly RefusedRate[];
}

/**
 * Judges published rates against those that were kept last. A rate of the day that is kept already, or of an earlier
 * one, is nothing new. One is refused that is missing, no decimal above zero, of a day that has not come, or more than
 * `holdAbovePercent` away from the last one and not among `accepted`: a slip of a feed must not change every amount
 * that is shown.
 * @param last the newest rate of each currency that is known
 */
export function takeRates(
  published: readonly PublishedRate[],
  feed: RateFeed,
  last: ReadonlyMap<string, CurrencyRate>,
  now: Instant,
  accepted: readonly string[] = [],
): TakenRates {
  const fresh: CurrencyRate[] = [];
  const refused: RefusedRate[] = [];
  for (const currency of feed.currencies) {
    const judged = judge(published, feed, currency, last.get(currency), now, accepted);
    if (judged && 'reason' in judged) refused.push(judged);
    else if (judged) fresh.push(judged);
  }
  return { fresh, refused };
}

function judge(
  published: readonly PublishedRate[],
  feed: RateFeed,
  currency: string,
  last: CurrencyRate | undefined,
  now: Instant,
  accepted: readonly string[],
): CurrencyRate | RefusedRate | undefined {
  let found: CurrencyRate;
  try {
    const { rate, date } = crossRate(published, currency);
    found = { currency, rate, date: parseDay(date), source: feedSource(feed) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { currency, rate: null, date: null, reason: error.message };
  }
  const refuse = (reason: string) => ({
    currency,
    rate: formatDecimal(found.rate),
    date: found.date,
    reason,
  });
  const today = dayOf(now);
  if (found.date > today) return refuse(`its day ${found.date} has not come, today is ${today}`);
  if (!last) return found;
  if (found.date <= last.date) return undefined;
  if (!accepted.includes(currency) && movesMore(last.rate, found.rate, feed.holdAbovePercent)) {
    return refuse(
      `it moves by more than ${feed.holdAbovePercent} % from ${formatDecimal(last.rate)} of ${last.date}`,
    );
  }
  return found;
}

/** Up or down, seen from the smaller one: what doubles and what halves are as far. */
function movesMore(before: Decimal, after: Decimal, percent: number): boolean {
  const [small, large] = before < after ? [before, after] : [after, before];
  return (large - small) * 100n * ONE > small * parseDecimal(String(percent));
}
