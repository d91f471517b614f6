import { ECB_SOURCE } from '../../contracts/rate-feed.ts';
import { crossRate } from '../../core/currency/cross-rate.ts';
import type { EcbDay } from '../../core/currency/ecb-days.ts';
import { formatDecimal } from '../../core/money/decimal.ts';

/** A row of the stage's `exchangeRates`. */
export interface RateRow {
  readonly currency: string;
  /** Units of the currency for 1 USD. */
  readonly rate: string;
  readonly date: string;
  readonly source: string;
}

/**
 * Rates for 1 USD out of the ECB's rates for 1 EUR: the cross rate, rounded half to even to 12 decimals. Throws
 * an Error naming a currency that the day does not have.
 */
export function usdRates({ date, rates }: EcbDay, currencies: readonly string[]): RateRow[] {
  const published = [...rates].map(([currency, rate]) => ({ base: 'EUR', currency, rate, date }));
  return currencies
    .filter((currency) => currency !== 'USD')
    .map((currency) => ({
      currency,
      rate: formatDecimal(crossRate(published, currency).rate),
      date,
      source: ECB_SOURCE,
    }));
}
