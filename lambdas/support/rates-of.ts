import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { parseRates } from '../../core/currency/currency.ts';
import type { RateStore } from '../../core/currency/rate-ports.ts';
import { type RateSource, rateSource } from '../../core/currency/rate-source.ts';

/** What says what amounts are worth in other currencies. */
export interface RateParts {
  readonly settings: Pick<LedgerSettings, 'exchangeRates' | 'rateFeed'>;
  readonly exchangeRates: Pick<RateStore, 'newest'>;
}

/** The rates of a stage: its constants, and what its feed brought. Throws InvalidInputError on constants that are none. */
export function ratesOf({ settings, exchangeRates }: RateParts): RateSource {
  return rateSource(parseRates(settings.exchangeRates), settings.rateFeed, exchangeRates);
}
