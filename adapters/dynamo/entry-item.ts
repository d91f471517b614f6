import { lookUp } from '../../contracts/look-up.ts';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import {
  type EntryFieldName,
  type KindOf,
  STORED_FIELDS,
  type StoredField,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import {
  type Decimal,
  formatDecimal,
  parseDecimal,
  parseQuantity,
  parseUsd,
  type Quantity,
} from '../../core/money/decimal.ts';
import type { PricedLine } from '../../core/pricing/price-book.ts';
import { ascending } from '../../core/order.ts';
import type { Entry, FieldValues, Reference } from '../../core/usage/entry.ts';
import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import { dayText, numberText, smallNumber, textAttribute, usdNumber } from './document-client.ts';
import { entryKey } from './keys.ts';

export type Item = Record<string, unknown>;

const STATUS_CODES: Record<EntryStatus, string> = {
  priced: 'P',
  unpriced: 'U',
  reported: 'R',
  uncertain: 'C',
};
/** Statuses by the letter that is stored. */
export const STATUS_NAMES: Readonly<Record<string, EntryStatus>> = Object.fromEntries(
  Object.entries(STATUS_CODES).map(([name, code]) => [code, name as EntryStatus]),
);

/** Attributes of the fields that are not one attribute each: the mark's two, and what the catalogue knows. */
export const PLACED = { batch: 'rb', index: 'i', known: 'k' } as const;

function filled<T extends object>(value: T | undefined): T | undefined {
  return value && Object.keys(value).length > 0 ? value : undefined;
}

function decimalNumber(value: Decimal): NumberValue {
  return NumberValue.from(formatDecimal(value));
}

function lineItem(line: PricedLine): unknown[] {
  return [
    line.unit,
    decimalNumber(line.quantity),
    decimalNumber(line.unitPrice),
    decimalNumber(line.per),
    line.cost,
    line.priceId,
  ];
}

function quantityOf(value: unknown): Quantity {
  return parseQuantity(numberText(value));
}

function lineOf(value: unknown): PricedLine {
  const [unit, amount, unitPrice, per, cost, priceId] = value as unknown[];
  return {
    unit: textAttribute(unit),
    quantity: quantityOf(amount),
    unitPrice: parseUsd(numberText(unitPrice)),
    per: parseDecimal(numberText(per)),
    cost: usdNumber(cost),
    priceId: textAttribute(priceId),
  };
}

function referenceOf(value: unknown): Reference {
  const [type, id] = value as [string, string];
  return { type, id };
}

/** Maps of the table have no order: by name, an entry reads the same every time. */
function sortedEntries<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(ascending(([name]) => name));
}

function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(sortedEntries((value ?? {}) as Record<string, string>));
}

/** Numbers inside metadata come back as plain numbers. */
function plain(value: unknown): unknown {
  if (value instanceof NumberValue) return Number(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      sortedEntries(value as Record<string, unknown>).map(([key, item]) => [key, plain(item)]),
    );
  }
  return value;
}

function adjustsOf(value: unknown): FieldValues['adjusts'] {
  const [events, unpriced, usage] = value as unknown[];
  const counts = { events: smallNumber(events), unpriced: smallNumber(unpriced) };
  return usage === undefined ? counts : { ...counts, usage: quantitiesOf(usage) };
}

function quantityItem(usage: FieldValues['quantities']): Item {
  return Object.fromEntries(Object.entries(usage).map(([unit, value]) => [unit, decimalNumber(value)]));
}

function quantitiesOf(value: unknown): FieldValues['quantities'] {
  return Object.fromEntries(sortedEntries(value as Item).map(([unit, one]) => [unit, quantityOf(one)]));
}

/** The value as its attribute stores it; one that is undefined has none. */
interface Codec<Value> {
  write(value: Value): unknown;
  /** Of a field that every entry has, the attribute may be missing where `write` gave undefined. */
  read(stored: unknown): Value;
}

const CODECS: { readonly [Kind in KindOf<StoredField>]: Codec<FieldValues[Kind]> } = {
  text: { write: (value) => value, read: textAttribute },
  time: { write: (value) => value, read: smallNumber },
  count: { write: (value) => value, read: smallNumber },
  amount: { write: (value) => value, read: usdNumber },
  bytes: { write: (value) => value, read: (stored) => stored as Uint8Array },
  lane: { write: (value) => (value > 0 ? value : undefined), read: smallNumber },
  flag: { write: (value) => (value ? 1 : undefined), read: (stored) => stored !== undefined },
  status: {
    write: (value) => STATUS_CODES[value],
    read: (stored) => lookUp(STATUS_NAMES, textAttribute(stored)) as EntryStatus,
  },
  reference: { write: ({ type, id }) => [type, id], read: referenceOf },
  texts: { write: filled, read: textMap },
  json: { write: filled, read: (stored) => plain(stored) as Record<string, unknown> },
  quantities: {
    write: quantityItem,
    read: quantitiesOf,
  },
  lines: {
    write: (lines) => (lines.length > 0 ? lines.map(lineItem) : undefined),
    read: (stored) => ((stored ?? []) as unknown[]).map(lineOf),
  },
  names: {
    write: (names) => (names.length > 0 ? [...names] : undefined),
    read: (stored) => (stored ?? []) as string[],
  },
  adjusts: {
    write: ({ events, unpriced, usage }) => [
      events,
      unpriced,
      ...(usage === undefined ? [] : [quantityItem(usage)]),
    ],
    read: adjustsOf,
  },
};

/** Looked up once: entries are read by the million. */
const STORED = STORED_FIELDS.map((name) => {
  const { kind, attribute, always } = ENTRY_FIELDS[name];
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it the codecs' union takes no value
  return { name, attribute, always, codec: CODECS[kind] as Codec<unknown> };
});

const NOTHING_READ = Object.fromEntries(STORED_FIELDS.map((name) => [name, undefined]));

/** Fields that are stored in the key, or in attributes that its row does not name. */
type PlacedField = Exclude<EntryFieldName, StoredField>;

/**
 * The stored form of an entry: short names, the id only in the key, amounts in whole pico-dollars, so
 * that an ordinary event fits one write unit of 1,024 bytes (docs/data-model.md names each attribute).
 */
export function entryItem(entry: Entry): Item {
  const item: Item = {
    ...entryKey(entry),
    e: ENTITY.entry,
    [PLACED.batch]: entry.mark.batch,
    [PLACED.index]: entry.mark.index,
    [PLACED.known]: entry.known ? undefined : Number(entry.providerKnown),
  };
  for (const { name, attribute, codec } of STORED) {
    const value = entry[name];
    item[attribute] = value === undefined ? undefined : codec.write(value);
  }
  return item;
}

/** Reads a stored entry. Throws a TypeError or InvalidInputError when the item is not one. */
export function entryOf(item: Item): Entry {
  const match = /^E#(\d{4}-\d\d-\d\d)#(\d+)$/.exec(textAttribute(item['pk']));
  const status = lookUp(STATUS_NAMES, textAttribute(item[ENTRY_FIELDS.status.attribute]));
  const isWhole = typeof item[ENTRY_FIELDS.usage.attribute] === 'object' && item[PLACED.batch] !== undefined;
  if (!match?.[1] || !status || !isWhole) {
    throw new TypeError(`the item ${textAttribute(item['pk'])} / ${textAttribute(item['sk'])} is no entry`);
  }
  const placed: Pick<Entry, PlacedField> = {
    day: dayText(match[1]),
    lane: Number(match[2]),
    id: textAttribute(item['sk']),
    mark: { batch: textAttribute(item[PLACED.batch]), index: smallNumber(item[PLACED.index]) },
    known: item[PLACED.known] === undefined,
    providerKnown: item[PLACED.known] === undefined || smallNumber(item[PLACED.known]) === 1,
  };
  return withStored(placed, item);
}

/** All values of an entry, every field in its place before it is read: the engine then keeps one shape. */
function withStored(placed: Pick<Entry, PlacedField>, item: Item): Entry {
  const values: Record<string, unknown> = { ...NOTHING_READ, ...placed };
  for (const { name, attribute, always, codec } of STORED) {
    const stored = item[attribute];
    if (stored !== undefined || always) values[name] = codec.read(stored);
  }
  return values as unknown as Entry;
}

/**
 * The entries of items; one that cannot be read is left out and hides no neighbour: the aggregator has kept it aside.
 */
export function readableEntries(items: readonly Item[]): Entry[] {
  return items.flatMap((item) => {
    try {
      return [entryOf(item)];
    } catch {
      return [];
    }
  });
}
