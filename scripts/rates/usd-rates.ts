import { divideHalfEven, formatDecimal, ONE, parseDecimal } from '../../core/money/decimal.ts';
import type { EcbDay } from './read-ecb.ts';

/** A row of the stage's `exchangeRates`. */
export interface RateRow {
  readonly currency: string;
  /** Units of the currency for 1 USD. */
  readonly rate: string;
  readonly date: string;
  readonly source: string;
}

const SOURCE = 'ECB euro foreign exchange reference rates';

/**
 * Rates for 1 USD out of the ECB's rates for 1 EUR: the cross rate, rounded half to even to 12 decimals. Throws
 * an Error naming a currency that the day does not have.
 */
export function usdRates({ date, rates }: EcbDay, currencies: readonly string[]): RateRow[] {
  const perEuro = (currency: string) => {
    if (currency === 'EUR') return ONE;
    const rate = rates.get(currency);
    if (rate === undefined) {
      const known = ['EUR', ...rates.keys()].toSorted().join(', ');
      throw new Error(`the file has no rate for ${currency} on ${date}: it has ${known}`);
    }
    return parseDecimal(rate);
  };
  const dollars = perEuro('USD');
  return currencies
    .filter((currency) => currency !== 'USD')
    .map((currency) => ({
      currency,
      rate: formatDecimal(divideHalfEven(perEuro(currency) * ONE, dollars)),
      date,
      source: SOURCE,
    }));
}
