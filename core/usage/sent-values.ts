import { SCALE_DIGITS } from '../../contracts/decimal.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import {
  type EntryFieldRows,
  type KindOf,
  type SentField,
  SENT_FIELDS,
  shownName,
} from '../../contracts/entry-field-names.ts';
import type { UsageEvent } from '../../contracts/usage-message.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import {
  divideHalfEven,
  ONE,
  parseQuantity,
  parseUsd,
  picoUnits,
  type PicoUsd,
  picoUsd,
  type Quantity,
} from '../money/decimal.ts';
import { partsOfUsage } from '../pricing/usage-aliases.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import type { Entry, FieldValues } from './entry.ts';

/** A quantity of a parsed event. */
function quantityOf(value: number | string): Quantity {
  return typeof value === 'number' ? picoUnits(BigInt(value) * ONE) : parseQuantity(value);
}

/** Usage of a parsed event under the names that it was sent with. */
export function sentUsage({ usage }: Pick<UsageEvent, 'usage'>): Record<string, Quantity> {
  return Object.fromEntries(Object.entries(usage).map(([unit, value]) => [unit, quantityOf(value)]));
}

/** Usage of a parsed event by parts. */
export function usageOf(event: Pick<UsageEvent, 'provider' | 'usage'>): Readonly<Record<string, Quantity>> {
  return partsOfUsage(sentUsage(event), event.provider);
}

/** An amount of a parsed event; a JSON number is read from its source text, rounded half to even to 12 decimals. */
export function amountOf(value: string | number | JsonNumber): PicoUsd {
  if (typeof value === 'number') return picoUsd(BigInt(value) * ONE);
  if (typeof value === 'string') return parseUsd(value);
  const [whole = '0', decimals = ''] = plainDecimal(value.source).split('.');
  const beyond = Math.max(0, decimals.length - SCALE_DIGITS);
  return divideHalfEven(picoUsd(BigInt(whole + decimals.padEnd(SCALE_DIGITS, '0'))), 10n ** BigInt(beyond));
}

/**
 * Metadata is never computed with: numbers go back to plain JSON numbers, and half a character, as a text cut
 * in the middle of an emoji has, becomes U+FFFD, which the table takes.
 */
function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (value instanceof JsonNumber) return Number(value.source) as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => [key.toWellFormed(), storable(item)] as const);
    return Object.fromEntries(fields) as T;
  }
  return value;
}

type SentKind = KindOf<SentField>;

/** What an entry keeps of a sent value, by kind; names of counts mean what the event's provider means by them. */
const KEPT: {
  readonly [Kind in SentKind]: (value: never, event: UsageEvent) => FieldValues[Kind];
} = {
  text: (value: string) => value,
  time: (value: string) => Date.parse(value),
  count: (value: number) => value,
  amount: amountOf,
  quantities: (usage: UsageEvent['usage'], { provider }) => usageOf({ provider, usage }),
  reference: (value: FieldValues['reference']) => value,
  texts: (value: Record<string, string>) => value,
  json: (value: Record<string, unknown>) => storable(value),
  names: (value: readonly string[]) => value,
};

/** What every entry has where the sender left it out. */
const LEFT_OUT: { readonly [Kind in SentKind]?: FieldValues[Kind] } = { texts: {} };

/** Fields of every entry that a sender may leave out and that have no default. */
type Computed = {
  [Name in SentField]: EntryFieldRows[Name] extends { always: true; required: false; kind: infer Kind }
    ? Kind extends 'texts'
      ? never
      : Name
    : never;
}[SentField];

/** The sent fields of an event as its entry keeps them, before what the ledger decides (`service`). */
export function sentValues(event: UsageEvent): Pick<Entry, Exclude<SentField, Computed>> {
  const values: Record<string, unknown> = {};
  for (const name of SENT_FIELDS) {
    const { kind, always } = ENTRY_FIELDS[name];
    const value = event[shownName(name)];
    if (value !== undefined) values[name] = KEPT[kind](value as never, event);
    else values[name] = always ? LEFT_OUT[kind] : undefined;
  }
  return values as Pick<Entry, Exclude<SentField, Computed>>;
}
