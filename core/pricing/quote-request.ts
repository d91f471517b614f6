import { JsonNumber } from '../../contracts/usage-message.ts';
import { InvalidInputError, type FieldError } from '../errors.ts';
import { parseDecimal, type Decimal, type PicoUsd, type Quantity } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { PriceRequest } from './price-book.ts';

/** A price that the asker brings along. */
export interface QuotedPrice {
  readonly unitPrice: PicoUsd;
  readonly per: Decimal;
}

/** A question for a price, parsed. */
export interface Quote {
  readonly request: PriceRequest;
  /** Present: the usage is a month's, and allowances, graduated tiers and billing blocks count. */
  readonly month?: { readonly included: Readonly<Record<string, Quantity>>; readonly subscription: Quantity };
  readonly override: ReadonlyMap<string, QuotedPrice>;
}

type Fields = Readonly<Record<string, unknown>>;

const SETTINGS = ['period', 'included', 'subscription', 'override'] as const;
const QUANTITY = /^\d{1,26}(\.\d{1,12})?$/;
const QUANTITY_HELP = 'must be a quantity of 0 or more: a whole number, or a decimal string such as "0.5"';

/**
 * Reads the body of a quote leniently: an attribute may stand among the usage (a text that is no decimal),
 * and so may `period`, `included`, `subscription` and `override`. `now` is the time of a quote without `at`.
 * Throws InvalidInputError that names every field that cannot be read.
 */
export function parseQuote(body: unknown, now: Instant): Quote {
  if (!isFields(body))
    throw new InvalidInputError('the body must be an object with provider, model and usage');
  const errors: FieldError[] = [];
  const given = isFields(body['usage']) ? body['usage'] : {};
  const settings = Object.fromEntries(SETTINGS.map((name) => [name, body[name] ?? given[name]]));
  const usage: Record<string, Quantity> = {};
  const attributes = textsOf(body['attributes'], 'attributes', errors);
  for (const [name, value] of Object.entries(given)) {
    if ((SETTINGS as readonly string[]).includes(name)) continue;
    if (typeof value === 'string' && !isDecimalText(value)) attributes[name] = value;
    else usage[name] = quantityOf(value, `usage.${name}`, errors);
  }
  if (Object.keys(usage).length === 0 && settings['subscription'] === undefined) {
    errors.push({ field: 'usage', message: 'must name at least one part, such as {"input_tokens": 800}' });
  }
  const request: PriceRequest = {
    provider: textOf(body['provider'], 'provider', errors),
    service: optionalText(body['service'], 'service', errors),
    model: textOf(body['model'], 'model', errors),
    region: optionalText(body['region'], 'region', errors),
    attributes,
    usage,
    at: instantOf(body['at'] ?? body['timestamp'] ?? body['occurredAt'], now, errors),
    userId: optionalText(body['userId'], 'userId', errors),
    tags: textsOf(body['tags'], 'tags', errors),
  };
  const month = monthOf(settings, errors);
  const override = overrideOf(settings['override'], errors);
  if (errors.length > 0) {
    throw new InvalidInputError(errors.map(({ field, message }) => `${field} ${message}`).join('; '), errors);
  }
  return { request, override, ...(month ? { month } : {}) };
}

function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

function isDecimalText(text: string): boolean {
  return /^[-+]?[\d.]/.test(text) && !/[a-z]/i.test(text);
}

function textOf(value: unknown, field: string, errors: FieldError[]): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 256) return value;
  errors.push({ field, message: 'must be a text of 1 to 256 characters' });
  return '';
}

function optionalText(value: unknown, field: string, errors: FieldError[]): string | undefined {
  return value === undefined || value === null ? undefined : textOf(value, field, errors);
}

function textsOf(value: unknown, field: string, errors: FieldError[]): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (isFields(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return { ...(value as Readonly<Record<string, string>>) };
  }
  errors.push({ field, message: 'must be an object of texts, such as {"service_tier": "batch"}' });
  return {};
}

/** A decimal of 0 or more, written as a whole or decimal number or as a decimal string. */
function decimalOf(value: unknown): Decimal | undefined {
  const text = value instanceof JsonNumber ? value.source : value;
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  if (typeof text === 'number' && !Number.isSafeInteger(text) && Number.isInteger(text)) return undefined;
  return QUANTITY.test(String(text)) ? parseDecimal(String(text)) : undefined;
}

function quantityOf(value: unknown, field: string, errors: FieldError[]): Quantity {
  const quantity = decimalOf(value);
  if (quantity === undefined) errors.push({ field, message: QUANTITY_HELP });
  return quantity ?? 0n;
}

/** A time without a zone is UTC, as everywhere in the ledger; anything but an ISO time becomes no time. */
function inUtc(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return '';
  return /T[\d:.]+$/.test(text) ? `${text}Z` : text;
}

function instantOf(value: unknown, now: Instant, errors: FieldError[]): Instant {
  if (value === undefined || value === null) return now;
  const at = typeof value === 'string' ? Date.parse(inUtc(value)) : Number.NaN;
  if (Number.isNaN(at))
    errors.push({ field: 'at', message: 'must be an ISO 8601 time such as "2026-11-21T10:15:30Z"' });
  return at;
}

function monthOf(settings: Fields, errors: FieldError[]): Quote['month'] | undefined {
  const { period, included, subscription } = settings;
  if (period === undefined && included === undefined && subscription === undefined) return undefined;
  if (period !== undefined && period !== 'month')
    errors.push({ field: 'period', message: 'must be "month"' });
  const allowances: Record<string, Quantity> = {};
  if (isFields(included)) {
    for (const [unit, value] of Object.entries(included)) {
      allowances[unit] = quantityOf(value, `included.${unit}`, errors);
    }
  } else if (included !== undefined) {
    errors.push({
      field: 'included',
      message: 'must be an object of quantities, such as {"requests": 1000000}',
    });
  }
  const months =
    subscription === true ? 1 : subscription === undefined || subscription === false ? 0 : subscription;
  return { included: allowances, subscription: quantityOf(months, 'subscription', errors) };
}

function overrideOf(value: unknown, errors: FieldError[]): Map<string, QuotedPrice> {
  const prices = new Map<string, QuotedPrice>();
  if (value === undefined || value === null) return prices;
  const entries: (readonly [unknown, unknown])[] = isFields(value)
    ? typeof value['unit'] === 'string'
      ? [[value['unit'], value]]
      : Object.entries(value)
    : Array.isArray(value)
      ? value.map((item: unknown) => [isFields(item) ? item['unit'] : undefined, item] as const)
      : [[undefined, value]];
  for (const [unit, price] of entries) {
    const field = `override.${typeof unit === 'string' ? unit : ''}`;
    const unitPrice = decimalOf(isFields(price) ? (price['unitPriceUsd'] ?? price['unitPrice']) : price);
    const per = isFields(price) && price['per'] !== undefined ? decimalOf(price['per']) : parseDecimal('1');
    if (typeof unit === 'string' && unitPrice !== undefined && per !== undefined && per > 0n) {
      prices.set(unit, { unitPrice, per });
    } else {
      errors.push({
        field,
        message: 'must be like {"input_tokens": {"unitPriceUsd": "0.15", "per": 1000000}}',
      });
    }
  }
  return prices;
}
