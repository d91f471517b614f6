import { PREFIX } from '../../contracts/table-layout.ts';
import { parseQuantity, picoUsd } from '../../core/money/decimal.ts';
import type { SpendFacts } from '../../core/spend/contributions.ts';
import type { CountedEntry } from '../../core/spend/repair-ports.ts';
import type { EntryStatus, Reference } from '../../core/usage/entry.ts';
import { dayText } from './document-client.ts';
import type { WireItem, WireValue } from './wire-query.ts';

const STATUS: Readonly<Record<string, EntryStatus>> = { P: 'priced', U: 'unpriced', R: 'reported' };

/** The attributes that countedEntry reads; the rest of an entry is half of what would travel. */
const READ = 'pk sk rb i st t r p s m q c k u rs gr tg o tt ul cf ad'.split(' ');

/** Asks a query for what countedEntry reads, by placeholders: some of the names are reserved words. */
export const COUNTED_PROJECTION = {
  ProjectionExpression: READ.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(READ.map((name) => [`#${name}`, name])),
};

/**
 * Reads of a stored entry what its totals need, straight from the wire: the long parts (lines, metadata,
 * hashes) are not touched. Throws a TypeError when the item is no entry.
 */
export function countedEntry(item: WireItem): CountedEntry {
  const pk = text(item, 'pk');
  return {
    mark: { batch: text(item, 'rb'), partition: pk },
    index: Number(number(item, 'i')),
    id: text(item, 'sk'),
    facts: spendFacts(item, pk),
  };
}

function spendFacts(item: WireItem, pk: string): SpendFacts {
  const status = STATUS[text(item, 'st')];
  const lane = pk.slice(13);
  if (!pk.startsWith(PREFIX.entry) || pk[12] !== '#' || !/^\d+$/.test(lane) || !status) {
    throw new TypeError(`the item ${pk} / ${text(item, 'sk')} is no entry`);
  }
  return {
    day: dayText(pk.slice(2, 12)),
    lane: Number(lane),
    occurredAt: Number(number(item, 't')),
    recordedAt: Number(number(item, 'r')),
    provider: text(item, 'p'),
    service: text(item, 's'),
    model: text(item, 'm'),
    usage: quantities(item['q']),
    cost: picoUsd(BigInt(number(item, 'c'))),
    status,
    userId: item['u']?.S,
    resource: reference(item['rs']),
    group: reference(item['gr']),
    tags: texts(item['tg']),
    operation: item['o']?.S,
    known: item['k'] === undefined,
    providerKnown: item['k'] === undefined || item['k'].N === '1',
    trackedTags: (item['tt']?.L ?? []).map((value) => value.S ?? ''),
    userLane: Number(item['ul']?.N ?? 0),
    correctionOf: item['cf']?.S,
    adjusts: adjusts(item['ad']),
  };
}

function text(item: WireItem, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new TypeError(`an entry has no text in its attribute ${name}`);
  return value;
}

function number(item: WireItem, name: string): string {
  return item[name]?.N ?? '0';
}

function quantities(value: WireValue | undefined): SpendFacts['usage'] {
  if (!value?.M) throw new TypeError('an entry has no quantities in its attribute q');
  return Object.fromEntries(
    Object.entries(value.M).map(([unit, quantity]) => [unit, parseQuantity(quantity?.N ?? '0')]),
  );
}

function texts(value: WireValue | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(value?.M ?? {}).map(([name, one]) => [name, one?.S ?? '']));
}

function reference(value: WireValue | undefined): Reference | undefined {
  if (!value) return undefined;
  return { type: value.L?.[0]?.S ?? '', id: value.L?.[1]?.S ?? '' };
}

function adjusts(value: WireValue | undefined): SpendFacts['adjusts'] {
  if (!value) return undefined;
  const [events, unpriced, usage] = value.L ?? [];
  const counts = { events: Number(events?.N ?? 0), unpriced: Number(unpriced?.N ?? 0) };
  return usage === undefined ? counts : { ...counts, usage: quantities(usage) };
}
