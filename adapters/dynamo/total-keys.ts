import { Buffer } from 'node:buffer';
import { type HistoryKind, LATE_KINDS, type OwnTotalKind } from '../../contracts/scopes.ts';
import { INDEX_PREFIX, PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import { isOfKind, type Scope } from '../../core/scopes/scope.ts';
import type { CellTotalId, DayTotalId, TotalId } from '../../core/spend/total-id.ts';
import { type Day, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { dayText, monthText } from './document-client.ts';
import { COUNTS_KEY, escapeKey, type ItemKey, parseScopeKey, scopeKey, unescapeKey } from './keys.ts';

/** Keys of the totals of one kind: how they are built, and how they are read back. */
interface DayTotalCodec<K extends OwnTotalKind> {
  /** Begins the partition keys and, where a partition holds other items too, the sort keys. */
  readonly pk: string;
  readonly sk: string;
  readonly toKey: (total: DayTotalId<K>) => ItemKey;
  /** From the parts of the partition key and the sort key, both without their prefix. */
  readonly fromKey: (pk: readonly string[], sk: string) => DayTotalId<K>;
  /** Where its totals of a day are, in each of so many lanes; of a tag, for each of these types. */
  readonly places: (day: Day, lanes: number, types: readonly string[]) => readonly DayPlace[];
  /** Whether its days are split into lanes: like entries, or by the scope's id. */
  readonly lanes: 'none' | 'of the entry' | 'of the id';
  /** Where one scope has all its days side by side: their partition. */
  readonly collection: ((scope: Scope<K>) => string) | undefined;
  /** Where the day index lists it, for kinds whose days are in other partitions. */
  readonly toIndexKey: ((total: DayTotalId<K>) => IndexKey) | undefined;
}

/** A partition of the table or of the day index, from the beginning of its sort keys on. */
export type DayPlace =
  | { readonly pk: string; readonly begins?: string }
  | { readonly dpk: string; readonly begins?: string };

interface IndexKey {
  readonly dpk: string;
  readonly dsk: string;
}

const CODECS: { readonly [K in OwnTotalKind]: DayTotalCodec<K> } = {
  operation: {
    pk: PREFIX.organisation,
    sk: SORT_PREFIX.operation,
    toKey: ({ day, lane, of }) => ({
      pk: organisationPartition(monthOf(day), lane),
      sk: `${SORT_PREFIX.operation}${day}#${escapeKey(of.id)}`,
    }),
    fromKey: ([, lane], sk) => {
      const [day, id = ''] = sk.split('#');
      return {
        kind: 'day',
        day: dayText(day),
        lane: Number(lane),
        of: { kind: 'operation', id: unescapeKey(id) },
      };
    },
    places: (day, lanes) =>
      numbersTo(lanes).map((lane) => ({
        pk: organisationPartition(monthOf(day), lane),
        begins: `${SORT_PREFIX.operation}${day}#`,
      })),
    lanes: 'of the entry',
    collection: undefined,
    toIndexKey: undefined,
  },
  user: {
    pk: PREFIX.user,
    sk: '',
    toKey: ({ day, lane, of }) => ({ pk: userPartition(day, lane), sk: of.id }),
    fromKey: ([day, lane], id) => ({
      kind: 'day',
      day: dayText(day),
      lane: Number(lane),
      of: { kind: 'user', id },
    }),
    places: (day, lanes) => numbersTo(lanes).map((lane) => ({ pk: userPartition(day, lane) })),
    lanes: 'of the id',
    collection: undefined,
    toIndexKey: undefined,
  },
  resource: {
    pk: PREFIX.resource,
    sk: SORT_PREFIX.day,
    toKey: ({ day, of, group }) => ({
      pk: collectionOf(PREFIX.resource, of),
      sk: `${SORT_PREFIX.day}${day}${group ? `#${referenceKey(group)}` : ''}`,
    }),
    fromKey: (pk, sk) => {
      const [day, ...group] = sk.split('#');
      return {
        kind: 'day',
        day: dayText(day),
        lane: 0,
        of: { kind: 'resource', ...referenceOf(pk) },
        group: group.length > 0 ? referenceOf(group) : undefined,
      };
    },
    places: (day) => [{ dpk: `${INDEX_PREFIX.resourcesOfDay}${day}` }],
    lanes: 'none',
    collection: (scope) => collectionOf(PREFIX.resource, scope),
    toIndexKey: ({ day, of, group }) => ({
      dpk: `${INDEX_PREFIX.resourcesOfDay}${day}`,
      dsk: `${group ? referenceKey(group) : '#'}#${referenceKey(of)}`,
    }),
  },
  group: {
    pk: PREFIX.group,
    sk: SORT_PREFIX.day,
    toKey: ({ day, of }) => ({ pk: collectionOf(PREFIX.group, of), sk: `${SORT_PREFIX.day}${day}` }),
    fromKey: (pk, day) => ({
      kind: 'day',
      day: dayText(day),
      lane: 0,
      of: { kind: 'group', ...referenceOf(pk) },
    }),
    places: (day) => [{ dpk: `${INDEX_PREFIX.groupsOfDay}${day}` }],
    lanes: 'none',
    collection: (scope) => collectionOf(PREFIX.group, scope),
    toIndexKey: ({ day, of }) => ({ dpk: `${INDEX_PREFIX.groupsOfDay}${day}`, dsk: referenceKey(of) }),
  },
  tag: {
    pk: PREFIX.tag,
    sk: '',
    toKey: ({ day, of }) => ({ pk: tagPartition(day, of.type), sk: of.id }),
    fromKey: ([day, tag = ''], id) => ({
      kind: 'day',
      day: dayText(day),
      lane: 0,
      of: { kind: 'tag', type: unescapeKey(tag), id },
    }),
    places: (day, _, types) => types.map((tag) => ({ pk: tagPartition(day, tag) })),
    lanes: 'none',
    collection: undefined,
    toIndexKey: undefined,
  },
};

/** Partition of a month's cells and operations in one lane. */
export function organisationPartition(month: Month, lane: number): string {
  return `${PREFIX.organisation}${month}#${lane}`;
}

function userPartition(day: Day, lane: number): string {
  return `${PREFIX.user}${day}#${lane}`;
}

function tagPartition(day: Day, tag: string): string {
  return `${PREFIX.tag}${day}#${escapeKey(tag)}`;
}

/** 0 to count - 1. */
export function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A resource or group as a part of keys. */
export function referenceKey({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${escapeKey(type)}#${escapeKey(id)}`;
}

function referenceOf([type = '', id = '']: readonly string[]): { type: string; id: string } {
  return { type: unescapeKey(type), id: unescapeKey(id) };
}

function collectionOf(prefix: string, scope: { readonly type: string; readonly id: string }): string {
  return `${prefix}${referenceKey(scope)}`;
}

/** The codec of a kind; the caller's scopes are of that kind. */
export function codecOf<K extends OwnTotalKind>(kind: K): DayTotalCodec<K> {
  return CODECS[kind];
}

/** Where a total is stored. */
export function totalKey(total: TotalId): ItemKey {
  switch (total.kind) {
    case 'cell':
      return cellKey(total);
    case 'day':
      return codecOf(total.of.kind).toKey(total);
    case 'late':
      return { pk: `${PREFIX.late}${total.month}`, sk: scopeKey(total.of) };
    case 'counts':
      return COUNTS_KEY;
  }
}

/** The total that an item is, by its key; undefined for an item that is none. */
export function totalOfKey({ pk, sk }: ItemKey): TotalId | undefined {
  const codec = Object.values<DayTotalCodec<OwnTotalKind>>(CODECS as never).find(
    (one) => pk.startsWith(one.pk) && sk.startsWith(one.sk),
  );
  if (codec) return codec.fromKey(pk.slice(codec.pk.length).split('#'), sk.slice(codec.sk.length));
  if (pk.startsWith(PREFIX.organisation)) return cellOfKey(pk, sk);
  if (pk.startsWith(PREFIX.late)) return lateOfKey(pk, sk);
  return pk === COUNTS_KEY.pk ? { kind: 'counts' } : undefined;
}

function cellKey({ day, lane, provider, service, model }: CellTotalId): ItemKey {
  const cell = [provider, service, model].map(escapeKey).join('#');
  return { pk: organisationPartition(monthOf(day), lane), sk: `${day}#${cell}` };
}

function cellOfKey(pk: string, sk: string): CellTotalId {
  const [, lane] = pk.slice(PREFIX.organisation.length).split('#');
  const [day, provider = '', service = '', model = ''] = sk.split('#').map(unescapeKey);
  return { kind: 'cell', day: dayText(day), lane: Number(lane), provider, service, model };
}

function lateOfKey(pk: string, sk: string): TotalId | undefined {
  const of = parseScopeKey(sk);
  return of && isOfKind(of, LATE_KINDS)
    ? { kind: 'late', month: monthText(pk.slice(PREFIX.late.length)), of }
    : undefined;
}

/** DynamoDB ends a sort key here; long names may need more for group and resource together. */
const SORT_KEY_BYTES = 1024;

/** The sort key of an index need not be unique, so a longer one is cut. */
function indexSortKey(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= SORT_KEY_BYTES
    ? text
    : new TextDecoder().decode(bytes.subarray(0, SORT_KEY_BYTES), { stream: true });
}

/**
 * Keys of the day index: the day's resources or groups, a group's resources side by side. Names are read
 * from the item's own keys, the index keys only sort.
 */
export function dayIndexKey(total: TotalId): IndexKey | undefined {
  if (total.kind !== 'day') return undefined;
  const key = codecOf(total.of.kind).toIndexKey?.(total);
  return key && { dpk: key.dpk, dsk: indexSortKey(key.dsk) };
}

type OwnerKind = Exclude<HistoryKind, 'organisation'>;

const PAGES: { readonly [K in OwnerKind]: (scope: Scope<K>) => string } = {
  user: ({ id }) => `${PREFIX.userPage}${escapeKey(id)}`,
  resource: (scope) => collectionOf(PREFIX.resourcePage, scope),
  group: (scope) => collectionOf(PREFIX.groupPage, scope),
};

/** Whose history a page belongs to. The organisation's has a page for each day, every other scope has one history. */
export function historyPartition(of: Scope<HistoryKind>, day: Day): string {
  return of.kind === 'organisation' ? `${PREFIX.organisationPage}${day}` : ownersPartition(of);
}

/** The partition of the whole history of a user, a resource or a group. */
export function ownersPartition<K extends OwnerKind>(of: Scope<K>): string {
  const partition = PAGES[of.kind as K] as (scope: Scope<K>) => string;
  return partition(of);
}
