import { InvalidInputError } from '../errors.ts';
import { refuseDeepJson } from '../json-text.ts';
import { ecbDays } from './ecb-days.ts';

/** What one unit of a base currency is worth in another one, as it was published; texts are not checked yet. */
export interface PublishedRate {
  readonly base: string;
  readonly currency: string;
  /** A number as it was written. */
  readonly rate: string;
  readonly date: string;
}

/** What is none is left aside, so that a refusal never quotes it. */
const CODE = /^[A-Z]{3}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the newest rates out of what a feed answers: the ECB's XML; JSON with `base`, `date` and `rates` (Frankfurter's
 * first version, Fixer and their like), with `base_code` and `time_last_update_unix` (ExchangeRate-API), with
 * `timestamp` (Open Exchange Rates); or a list of `date`, `base`, `quote` and `rate` (Frankfurter's second). Numbers
 * are never rounded. Throws InvalidInputError where it is none of them.
 */
export function readPublishedRates(text: string): PublishedRate[] {
  const all = text.trimStart().startsWith('<') ? ecbRates(text) : jsonRates(parseTexts(text));
  const rates = all.filter(({ base, currency }) => CODE.test(base) && CODE.test(currency));
  if (rates.length > 0) return rates;
  throw unreadable(
    'holds no rates: name the address of eurofxref-daily.xml, or of JSON with base, date and rates',
  );
}

function ecbRates(text: string): PublishedRate[] {
  const [newest] = ecbDays(text).toSorted((a, b) => (a.date < b.date ? 1 : -1));
  if (!newest) return [];
  return [...newest.rates].map(([currency, rate]) => ({ base: 'EUR', currency, rate, date: newest.date }));
}

function jsonRates(value: unknown): PublishedRate[] {
  if (Array.isArray(value)) return value.flatMap((row) => rateOfRow(row));
  if (!isFields(value)) return [];
  const base = value['base'] ?? value['base_code'];
  const rates = value['rates'] ?? value['conversion_rates'];
  const date = value['date'] ?? dayOfSeconds(value['time_last_update_unix'] ?? value['timestamp']);
  if (typeof base !== 'string' || typeof date !== 'string' || !isFields(rates)) return [];
  return Object.entries(rates).flatMap(([currency, rate]) =>
    typeof rate === 'string' ? [{ base, currency, rate, date }] : [],
  );
}

function rateOfRow(row: unknown): PublishedRate[] {
  if (!isFields(row)) return [];
  const { date, base, quote, rate } = row;
  const isWhole = [date, base, quote, rate].every((field) => typeof field === 'string');
  return isWhole ? [{ base, currency: quote, rate, date } as PublishedRate] : [];
}

/** JSON whose numbers are the texts that were sent. */
function parseTexts(text: string): unknown {
  refuseDeepJson(text);
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable('is neither XML nor JSON');
  }
}

function dayOfSeconds(seconds: unknown): string | undefined {
  return typeof seconds === 'string' && /^\d{9,11}$/.test(seconds)
    ? new Date(Number(seconds) * 1000).toISOString().slice(0, 10)
    : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(message: string): InvalidInputError {
  return new InvalidInputError(`what the feed answers ${message}`, [{ field: 'url', message }]);
}
