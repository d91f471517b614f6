import { lookUp } from '../../contracts/look-up.ts';
import type { KindOf, StoredField } from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { PARTITION_KEY, PREFIX, SORT_KEY } from '../../contracts/table-layout.ts';
import { parseQuantity, picoUsd } from '../../core/money/decimal.ts';
import type { SpendFacts } from '../../core/spend/contributions.ts';
import type { CountedEntry } from '../../core/spend/repair-ports.ts';
import type { FieldValues } from '../../core/usage/entry.ts';
import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import { dayText } from './document-client.ts';
import { PLACED, STATUS_NAMES } from './entry-item.ts';
import type { WireItem, WireValue } from './attribute-values.ts';

/** Fields of an entry that its totals depend on and that are one attribute each. */
type CountedField = keyof SpendFacts & StoredField;

const COUNTED = Object.keys({
  occurredAt: true,
  recordedAt: true,
  provider: true,
  service: true,
  model: true,
  usage: true,
  cost: true,
  reportedCost: true,
  status: true,
  userId: true,
  resource: true,
  group: true,
  tags: true,
  operation: true,
  outcome: true,
  trackedTags: true,
  userLane: true,
  totalLane: true,
  correctionOf: true,
  adjusts: true,
} satisfies Record<CountedField, true>) as readonly CountedField[];

/** Reads a value off the wire; it is undefined where the attribute of a field that every entry has is missing. */
type Read<Value> = (value: WireValue | undefined, attribute: string) => Value;

const READ: { readonly [Kind in KindOf<CountedField>]: Read<FieldValues[Kind]> } = {
  text,
  time: (value) => Number(value?.N ?? 0),
  lane: (value) => Number(value?.N ?? 0),
  amount: (value, attribute) => {
    // Never 0: the cost would go from all totals.
    if (value?.N === undefined) throw new TypeError(`an entry has no amount in its attribute ${attribute}`);
    return picoUsd(BigInt(value.N));
  },
  status: (value, attribute) => lookUp(STATUS_NAMES, text(value, attribute)) as EntryStatus,
  quantities,
  reference: (value) => ({ type: value?.L?.[0]?.S ?? '', id: value?.L?.[1]?.S ?? '' }),
  texts: (value) =>
    Object.fromEntries(Object.entries(value?.M ?? {}).map(([name, one]) => [name, one?.S ?? ''])),
  names: (value) => (value?.L ?? []).map((name) => name.S ?? ''),
  adjusts: (value, attribute) => {
    const [events, unpriced, usage] = value?.L ?? [];
    const counts = { events: Number(events?.N ?? 0), unpriced: Number(unpriced?.N ?? 0) };
    return usage === undefined ? counts : { ...counts, usage: quantities(usage, attribute) };
  },
};

/** Looked up once: entries are read by the million. */
const FIELDS = COUNTED.map((name) => {
  const { kind, attribute, always } = ENTRY_FIELDS[name];
  const read: Read<unknown> = READ[kind];
  return { name, attribute, always, read };
});

const NOTHING_READ = Object.fromEntries(COUNTED.map((name) => [name, undefined]));

/** The attributes that countedEntry reads; the rest of an entry is half of what would travel. */
const ATTRIBUTES = [
  PARTITION_KEY,
  SORT_KEY,
  ...Object.values(PLACED),
  ...FIELDS.map(({ attribute }) => attribute),
];

/** Asks a query for what countedEntry reads, by placeholders: some of the names are reserved words. */
export const COUNTED_PROJECTION = {
  ProjectionExpression: ATTRIBUTES.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name])),
};

/**
 * Reads of a stored entry what its totals need, straight from the wire: the long parts (lines, metadata,
 * hashes) are not touched. Throws a TypeError when the item is no entry.
 */
export function countedEntry(item: WireItem): CountedEntry {
  const pk = text(item[PARTITION_KEY], PARTITION_KEY);
  return {
    mark: { batch: text(item[PLACED.batch], PLACED.batch), partition: pk },
    index: Number(item[PLACED.index]?.N ?? 0),
    id: text(item[SORT_KEY], SORT_KEY),
    facts: spendFacts(item, pk),
  };
}

function spendFacts(item: WireItem, pk: string): SpendFacts {
  const lane = pk.slice(13);
  const known = item[PLACED.known];
  const placed: Omit<SpendFacts, CountedField> = {
    day: dayText(pk.slice(2, 12)),
    lane: Number(lane),
    known: known === undefined,
    providerKnown: known === undefined || known.N === '1',
  };
  const facts: Record<string, unknown> = { ...NOTHING_READ, ...placed };
  for (const { name, attribute, always, read } of FIELDS) {
    const value = item[attribute];
    if (value !== undefined || always) facts[name] = read(value, attribute);
  }
  if (!pk.startsWith(PREFIX.entry) || pk[12] !== '#' || !/^\d+$/.test(lane) || !facts['status'])
    throw new TypeError(`the item ${pk} is no entry`);
  return facts as unknown as SpendFacts;
}

function text(value: WireValue | undefined, attribute: string): string {
  if (value?.S === undefined) throw new TypeError(`an entry has no text in its attribute ${attribute}`);
  return value.S;
}

function quantities(value: WireValue | undefined, attribute: string): SpendFacts['usage'] {
  if (!value?.M) throw new TypeError(`an entry has no quantities in its attribute ${attribute}`);
  return Object.fromEntries(
    Object.entries(value.M).map(([unit, quantity]) => [unit, parseQuantity(quantity?.N ?? '0')]),
  );
}
