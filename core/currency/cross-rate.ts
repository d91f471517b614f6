import { InvalidInputError } from '../errors.ts';
import { type Decimal, divideHalfEven, ONE, parseDecimal } from '../money/decimal.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import type { PublishedRate } from './read-rate-feed.ts';

/** A number of JSON, with so few digits and so small an exponent that it can be written out. */
const NUMBER = /^\d{1,12}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i;

const DECIMALS = 12;

/**
 * Units of a currency for 1 USD out of rates over any base: the cross rate, rounded half to even to 12 decimals once,
 * with the day of the older one of the two. Throws InvalidInputError naming the currency whose rate is missing, there
 * twice, or no decimal above zero.
 */
export function crossRate(
  published: readonly PublishedRate[],
  currency: string,
): { readonly rate: Decimal; readonly date: string } {
  const ours = basedOn(published, currency);
  const dollars = basedOn(published, 'USD');
  if (ours.base !== dollars.base)
    throw invalid(currency, `is over ${ours.base}, and USD over ${dollars.base}`);
  const rate = divideHalfEven(ours.rate * ONE, dollars.rate);
  if (rate <= 0n) throw invalid(currency, 'is too small to be kept');
  const [first = '', second = first] = [ours.date, dollars.date].filter((date) => date !== undefined);
  return { rate, date: first < second ? first : second };
}

/** A base is worth 1 of itself, on whichever day. */
function basedOn(published: readonly PublishedRate[], currency: string) {
  const [found, ...more] = published.filter((one) => one.currency === currency);
  if (more.length > 0) throw invalid(currency, 'is there more than once');
  if (found) return { base: found.base, rate: positive(found), date: found.date };
  const own = published.find(({ base }) => base === currency);
  if (own) return { base: own.base, rate: ONE, date: undefined };
  const known = [...new Set(published.flatMap((one) => [one.base, one.currency]))].toSorted();
  throw invalid(currency, `is missing: there are ${known.slice(0, 40).join(', ')}`);
}

function positive({ currency, rate }: PublishedRate): Decimal {
  const value = NUMBER.test(rate) ? rounded(plainDecimal(rate)) : 0n;
  if (value <= 0n) throw invalid(currency, `is "${rate.slice(0, 40)}", not a decimal above zero`);
  return value;
}

/** Binary numbers are written with up to 17 digits: what is beyond the twelfth decimal is rounded. */
function rounded(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  if (fraction.length <= DECIMALS) return parseDecimal(text);
  const scale = 10n ** BigInt(fraction.length - DECIMALS);
  return divideHalfEven(BigInt(whole + fraction), scale);
}

function invalid(currency: string, message: string): InvalidInputError {
  return new InvalidInputError(`the rate of ${currency} ${message}`, [{ field: currency, message }]);
}
