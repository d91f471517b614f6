import { lookUp } from '../../contracts/look-up.ts';
import { InvalidInputError } from '../errors.ts';
import {
  type Decimal,
  divideHalfEven,
  formatDecimal,
  ONE,
  parseDecimal,
  type PicoUsd,
  picoUsd,
} from '../money/decimal.ts';
import { type Day, parseDay } from '../time/ledger-time.ts';

/** What one USD is worth in a currency, with where and when that was read. */
export interface CurrencyRate {
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string;
  /** Units of the currency for 1 USD, above zero. */
  readonly rate: Decimal;
  readonly date: Day;
  /** Who published it, e.g. `European Central Bank reference rates`. */
  readonly source: string;
}

/** A row of the rate table as the stage configures it; `rate` is a decimal string such as "0.8612". */
export interface CurrencyRateRow {
  readonly currency: string;
  readonly rate: string;
  readonly date: Day;
  readonly source: string;
}

/** USD to USD: what a report in dollars names as its rate. */
export const USD_RATE: CurrencyRate = {
  currency: 'USD',
  rate: ONE,
  date: parseDay('1970-01-01'),
  source: 'ledger currency',
};

/** Reads a rate table. Throws InvalidInputError on a rate that is no decimal above zero or a code that is none. */
export function parseRates(rows: readonly CurrencyRateRow[]): readonly CurrencyRate[] {
  return rows.map((row, index) => {
    const rate = parseDecimal(row.rate, `rates.${index}.rate`);
    if (rate <= 0n) throw invalid(`rates.${index}.rate`, `rate of ${row.currency} must be above zero`);
    if (!/^[A-Z]{3}$/.test(row.currency)) {
      throw invalid(`rates.${index}.currency`, `"${row.currency}" is no ISO 4217 code such as EUR`);
    }
    return { currency: row.currency, rate, date: row.date, source: row.source };
  });
}

/** Which rate of a currency is asked for. */
interface RateQuestion {
  /** Of this day, or the newest before it; absent: the newest. */
  readonly on?: Day | undefined;
  /** Currencies that a feed brings, of which none may have come yet. */
  readonly fed?: readonly string[] | undefined;
}

/**
 * The newest rate of a currency, by its code in any case, or that of a day: the newest of it or before, else the first
 * there is. USD is always known. Throws InvalidInputError naming the currencies that are.
 */
export function findRate(
  rates: readonly CurrencyRate[],
  currency: string,
  { on, fed = [] }: RateQuestion = {},
): CurrencyRate {
  const code = currency.toUpperCase();
  if (code === 'USD') return USD_RATE;
  const own = rates.filter((rate) => rate.currency === code).toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const found = own.findLast(({ date }) => on === undefined || date <= on) ?? own[0];
  if (found) return found;
  if (fed.includes(code)) {
    throw invalid(
      'currency',
      `no exchange rate for ${code} came from the stage's feed yet: see GET /exchange-rates`,
    );
  }
  const known = ['USD', ...new Set([...fed, ...rates.map((rate) => rate.currency)])].toSorted();
  throw invalid('currency', `no exchange rate for "${currency.slice(0, 8)}": use one of ${known.join(', ')}`);
}

/** The newest rate of each currency. */
export function newestOfEach(rates: readonly CurrencyRate[]): ReadonlyMap<string, CurrencyRate> {
  const byDate = rates.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return new Map(byDate.map((rate) => [rate.currency, rate]));
}

/** Whether amounts are shown in another currency beside USD. */
export function isForeign(rate: CurrencyRate | undefined): rate is CurrencyRate {
  return rate !== undefined && rate.currency !== 'USD';
}

/** USD in another currency: one half-even rounding to 12 decimals. */
export function fromUsd(amount: PicoUsd, rate: CurrencyRate): Decimal {
  return divideHalfEven(amount * rate.rate, ONE);
}

/** An amount of another currency in USD: one half-even rounding to 12 decimals. */
export function toUsd(amount: Decimal, rate: CurrencyRate): PicoUsd {
  return picoUsd(divideHalfEven(amount * ONE, rate.rate));
}

/** What an answer says about its conversion. */
export function rateAnswer(rate: CurrencyRate) {
  return { currency: rate.currency, rate: formatDecimal(rate.rate), date: rate.date, source: rate.source };
}

/** Decimals that a currency shows; ISO 4217 lists those that are not 2. */
const DISPLAY_DECIMALS: Readonly<Record<string, number>> = {
  BHD: 3,
  CLP: 0,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  OMR: 3,
  PYG: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
};

/** How many decimals an amount of the currency is shown with. */
function displayDecimals(currency: string): number {
  return lookUp(DISPLAY_DECIMALS, currency) ?? 2;
}

/** Rounds half to even to what the currency shows (cents), still as a Decimal. */
export function roundForDisplay(amount: Decimal, currency: string): Decimal {
  const step = 10n ** BigInt(12 - displayDecimals(currency));
  return divideHalfEven(amount, step) * step;
}

/** "1234.50" for 1234.5 USD: rounded as roundForDisplay, always with the currency's decimals. */
export function displayAmount(amount: Decimal, currency: string): string {
  const decimals = displayDecimals(currency);
  const [whole = '0', fraction = ''] = formatDecimal(roundForDisplay(amount, currency)).split('.');
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError(message, [{ field, message }]);
}
