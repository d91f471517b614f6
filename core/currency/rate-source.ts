import type { RateFeed } from '../../contracts/rate-feed.ts';
import type { Day } from '../time/ledger-time.ts';
import { type CurrencyRate, findRate } from './currency.ts';
import type { RateStore } from './rate-ports.ts';

/** What amounts are shown in: the stage's constants, and what its feed brought. */
export interface RateSource {
  /**
   * The rate of a currency: the newest one, or that of a day, which is the newest of it or before. Throws
   * InvalidInputError naming the currencies there are.
   */
  find(currency: string, on?: Day): Promise<CurrencyRate>;
  /** Every currency's newest rate, or that of a day. */
  all(on?: Day): Promise<readonly CurrencyRate[]>;
}

/** Rates of a stage; the table is read where a feed brings the currency, and never for USD. */
export function rateSource(
  constants: readonly CurrencyRate[],
  feed: Pick<RateFeed, 'currencies'> | undefined,
  store: Pick<RateStore, 'newest'>,
): RateSource {
  const fed = feed?.currencies ?? [];
  const read = async (currencies: readonly string[], on: Day | undefined) => {
    const found = await Promise.all(currencies.map((currency) => store.newest(currency, on)));
    return [...constants, ...found.filter((rate) => rate !== undefined)];
  };
  return {
    find: async (currency, on) => {
      const code = currency.toUpperCase();
      const rates = await read(
        fed.filter((one) => one === code),
        on,
      );
      return findRate(rates, code, { on, fed });
    },
    all: (on) => read(fed, on),
  };
}
