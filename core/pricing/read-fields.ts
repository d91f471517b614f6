import { questionTimeSchema } from '../../contracts/price-override.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import type { FieldError } from '../errors.ts';
import {
  type Decimal,
  ONE,
  parseQuantity,
  parseUsd,
  type PicoUsd,
  type Quantity,
  ZERO_QUANTITY,
} from '../money/decimal.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import type { Instant } from '../time/ledger-time.ts';

/** An object of a request's body, its values unread. */
export type Fields = Readonly<Record<string, unknown>>;

const NAME_CHARACTERS = 256;
const QUANTITY = /^\d{1,16}(\.\d{1,12})?$/;
const PRICE = /^\d{1,13}(\.\d{1,40})?([eE][-+]?\d{1,2})?$/;
const MOST_USD = 10n ** 12n * ONE;
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** True for an object that is no list and no number. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

/** A required name; notes an error and answers an empty one where there is none. */
export function readText(value: unknown, field: string, errors: FieldError[]): string {
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= NAME_CHARACTERS;
  if (isText && PRINTABLE.test(value)) return value;
  const message = isText
    ? 'must not contain control characters'
    : `must be a text of 1 to ${NAME_CHARACTERS} characters`;
  errors.push({ field, message: value === undefined ? `is missing: it ${message}` : message });
  return '';
}

/** A name or nothing. */
export function optionalText(value: unknown, field: string, errors: FieldError[]): string | undefined {
  return value === undefined || value === null ? undefined : readText(value, field, errors);
}

/** An object of names; none for nothing. */
export function textsOf(value: unknown, field: string, errors: FieldError[]): Map<string, string> {
  if (value === undefined || value === null) return new Map();
  if (isFields(value)) {
    return new Map(
      Object.entries(value).map(([name, text]) => [name, readText(text, `${field}.${name}`, errors)]),
    );
  }
  errors.push({ field, message: 'must be an object of texts, such as {"service_tier": "batch"}' });
  return new Map();
}

/** A quantity of 0 to `most`: a whole number or a decimal string, as usage messages have them. */
export function readQuantity(value: unknown, field: string, most: bigint, errors: FieldError[]): Quantity {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const quantity = typeof text === 'string' && QUANTITY.test(text) ? parseQuantity(text) : undefined;
  if (quantity !== undefined && quantity <= most * ONE) return quantity;
  const digits = String(most).length - 1;
  errors.push({
    field,
    message: `must be a quantity from 0 to 10^${digits}: a whole number, or a decimal string such as "0.5" with at most 12 decimals`,
  });
  return ZERO_QUANTITY;
}

/** A price from its decimal string or JSON number, exponents included; nothing where it cannot be one. */
export function readPrice(value: unknown): PicoUsd | undefined {
  const text = value instanceof JsonNumber ? value.source : value;
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  if (!PRICE.test(String(text))) return undefined;
  const plain = plainDecimal(String(text));
  const decimals = plain.split('.')[1] ?? '';
  const price = decimals.length > 12 ? undefined : parseUsd(plain);
  return price !== undefined && price <= MOST_USD ? price : undefined;
}

/** The number of units a price is for, above 0. */
export function readPer(value: unknown): Decimal | undefined {
  if (value === undefined || value === null) return ONE;
  const per = readPrice(value);
  return per !== undefined && per > 0n ? per : undefined;
}

/** A time without a zone is UTC, as everywhere in the ledger, and a day is its start. */
export function instantOf(text: string): Instant {
  return Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
}

/** The time of a question; without one it is asked now. */
export function readTime(value: unknown, field: string, now: Instant, errors: FieldError[]): Instant {
  if (value === undefined || value === null) return now;
  const parsed = questionTimeSchema.safeParse(value);
  if (parsed.success) return instantOf(parsed.data);
  errors.push({ field, message: parsed.error.issues[0]?.message ?? 'must be a time' });
  return now;
}
