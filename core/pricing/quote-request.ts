import { LIMITS } from '../../contracts/message-limits.ts';
import { usageEventSchema } from '../../contracts/usage-message.ts';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { InvalidInputError, type FieldError } from '../errors.ts';
import type { Decimal, PicoUsd, Quantity } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { PriceRequest } from './price-book.ts';
import {
  type Fields,
  isFields,
  optionalText,
  readPer,
  readPrice,
  readQuantity,
  readTime,
  readText,
  textsOf,
} from './read-fields.ts';
import { partsOfUsage } from './usage-aliases.ts';

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

const SETTINGS = ['period', 'included', 'subscription', 'override'] as const;

const QUESTION = [
  'provider',
  'service',
  'model',
  'region',
  'at',
  'timestamp',
  'attributes',
  'usage',
  'userId',
];
/** Fields of tables of known prices beside the request itself; ignored. */
const NOTES = ['source', 'confidence', 'note', 'notes', 'tier', 'lines', 'expectedUsd', 'genaiPrices018'];

/** A usage message's fields are welcome, so that one can be asked about as it is. */
const NAMES = new Set([...QUESTION, ...SETTINGS, ...NOTES, ...Object.keys(usageEventSchema.shape)]);

/** Names of attributes that may be decimals, such as a size of "512". */
const ATTRIBUTES = new Set([
  'service_tier',
  'quality',
  'size',
  'resolution',
  'speed',
  'plan',
  'inference_geo',
]);
const UNITS = new Set<string>([...USAGE_UNITS, ...DESCRIPTIVE_UNITS]);
const UNIT_NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** What this text means as a number. */
const NUMBER_LIKE = /^\s*([-+]?\d*\.?\d+(e[-+]?\d+)?|[-+]?nan|[-+]?inf(inity)?)?\s*$/i;

/** A month's quantity may be more than any event's. */
const MOST_OF_A_MONTH = 10n ** 15n;

/**
 * Reads the body of a quote: an attribute may be among the usage, as a text under a name that is no
 * usage part, and so may `period`, `included`, `subscription` and `override`. `now` is the time of a quote
 * without `at`. Throws InvalidInputError that names every field that cannot be read.
 */
export function parseQuote(body: unknown, now: Instant): Quote {
  if (!isFields(body))
    throw refusal([{ field: '', message: 'must be an object with provider, model and usage' }]);
  const errors: FieldError[] = Object.keys(body)
    .filter((name) => !NAMES.has(name))
    .map((field) => ({ field, message: 'is no field of a quote: see /docs for the names' }));
  const given = isFields(body['usage']) ? body['usage'] : {};
  const settings = Object.fromEntries(SETTINGS.map((name) => [name, body[name] ?? given[name]]));
  const month = monthOf(settings, errors);
  const { usage, attributes } = partsOf(given, month ? MOST_OF_A_MONTH : BigInt(LIMITS.quantity), errors);
  for (const [name, text] of textsOf(body['attributes'], 'attributes', errors)) attributes.set(name, text);
  if (Object.keys(usage).length === 0 && settings['subscription'] === undefined) {
    errors.push({ field: 'usage', message: 'must name at least one part, such as {"input_tokens": 800}' });
  }
  const provider = readText(body['provider'], 'provider', errors);
  const request: PriceRequest = {
    provider,
    service: optionalText(body['service'], 'service', errors),
    model: readText(body['model'], 'model', errors),
    region: optionalText(body['region'], 'region', errors),
    attributes: Object.fromEntries(attributes),
    usage: partsOfUsage(usage, provider),
    at: readTime(body['at'] ?? body['timestamp'] ?? body['occurredAt'], 'at', now, errors),
    userId: optionalText(body['userId'], 'userId', errors),
    tags: Object.fromEntries(textsOf(body['tags'], 'tags', errors)),
  };
  const override = overrideOf(settings['override'], errors);
  if (errors.length > 0) throw refusal(errors);
  return { request, override, ...(month ? { month } : {}) };
}

function refusal(errors: readonly FieldError[]): InvalidInputError {
  const sentence = errors.slice(0, 3).map(({ field, message }) => `${field || 'the body'} ${message}`);
  return new InvalidInputError(sentence.join('; '), errors);
}

/** Usage parts and the attributes among them. */
function partsOf(
  given: Fields,
  most: bigint,
  errors: FieldError[],
): { usage: Record<string, Quantity>; attributes: Map<string, string> } {
  const usage: Record<string, Quantity> = {};
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if ((SETTINGS as readonly string[]).includes(name)) continue;
    const field = `usage.${name}`;
    if (isAttribute(name, value)) attributes.set(name, readText(value, field, errors));
    else if (UNIT_NAME.test(name)) usage[name] = readQuantity(value, field, most, errors);
    else errors.push({ field, message: 'names are lower case letters, digits and _' });
  }
  if (Object.keys(usage).length > LIMITS.usageParts) {
    errors.push({ field: 'usage', message: `must have at most ${LIMITS.usageParts} parts` });
  }
  return { usage, attributes };
}

function isAttribute(name: string, value: unknown): boolean {
  if (typeof value !== 'string' || UNITS.has(name) || name.endsWith('_tokens')) return false;
  return ATTRIBUTES.has(name) || !NUMBER_LIKE.test(value);
}

function monthOf(settings: Fields, errors: FieldError[]): Quote['month'] | undefined {
  const { period, included, subscription } = settings;
  if (period === undefined && included === undefined && subscription === undefined) return undefined;
  if (period !== undefined && period !== 'month')
    errors.push({ field: 'period', message: 'must be "month"' });
  const allowances: Record<string, Quantity> = {};
  if (isFields(included)) {
    for (const [unit, value] of Object.entries(included)) {
      allowances[unit] = readQuantity(value, `included.${unit}`, MOST_OF_A_MONTH, errors);
    }
  } else if (included !== undefined) {
    errors.push({
      field: 'included',
      message: 'must be an object of quantities, such as {"requests": 1000000}',
    });
  }
  const months = subscription === true ? 1 : (subscription ?? false) === false ? 0 : subscription;
  return {
    included: allowances,
    subscription: readQuantity(months, 'subscription', BigInt(LIMITS.quantity), errors),
  };
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
    const field = typeof unit === 'string' ? `override.${unit}` : 'override';
    const unitPrice = readPrice(isFields(price) ? (price['unitPriceUsd'] ?? price['unitPrice']) : price);
    const per = readPer(isFields(price) ? price['per'] : undefined);
    if (typeof unit === 'string' && unitPrice !== undefined && per !== undefined) {
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
