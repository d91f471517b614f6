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

/**
 * A lane above 0 is a part of the sort key, so that one query brings all lanes; behind the day it sorts before the
 * `#` of what follows, behind an id it is a control character, which no id has.
 */
const BEHIND_DAY = '!';
const BEHIND_ID = '\t';

function laneText(separator: string, totalLane = 0): string {
  return totalLane > 0 ? `${separator}${totalLane}` : '';
}

/** Lane 0 is not named: keys of totals from before there were lanes are its keys. */
function laneOfText(text: string | undefined): { readonly totalLane?: number } {
  return text === undefined ? {} : { totalLane: Number(text) };
}

function dayKey(day: Day, totalLane: number | undefined): string {
  return `${SORT_PREFIX.day}${day}${laneText(BEHIND_DAY, totalLane)}`;
}

const CODECS: { readonly [K in OwnTotalKind]: DayTotalCodec<K> } = {
  operation: {
    pk: PREFIX.organisation,
    sk: SORT_PREFIX.operation,
    toKey: ({ day, lane, totalLane, of }) => ({
      pk: organisationPartition(monthOf(day), lane),
      sk: `${SORT_PREFIX.operation}${day}#${escapeKey(of.id)}${laneText('#', totalLane)}`,
    }),
    fromKey: ([, lane], sk) => {
      const [day, id = '', totalLane] = sk.split('#');
      return {
        kind: 'day',
        day: dayText(day),
        lane: Number(lane),
        ...laneOfText(totalLane),
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
    toKey: ({ day, lane, totalLane, of }) => ({
      pk: userPartition(day, lane),
      sk: of.id + laneText(BEHIND_ID, totalLane),
    }),
    fromKey: ([day, lane], sk) => {
      const [id = '', totalLane] = sk.split(BEHIND_ID);
      return {
        kind: 'day',
        day: dayText(day),
        lane: Number(lane),
        ...laneOfText(totalLane),
        of: { kind: 'user', id },
      };
    },
    places: (day, lanes) => numbersTo(lanes).map((lane) => ({ pk: userPartition(day, lane) })),
    lanes: 'of the id',
    collection: undefined,
    toIndexKey: undefined,
  },
  resource: {
    pk: PREFIX.resource,
    sk: SORT_PREFIX.day,
    toKey: ({ day, totalLane, of, group }) => ({
      pk: collectionOf(PREFIX.resource, of),
      sk: `${dayKey(day, totalLane)}${group ? `#${referenceKey(group)}` : ''}`,
    }),
    fromKey: (pk, sk) => {
      const [at = '', ...group] = sk.split('#');
      const [day, totalLane] = at.split(BEHIND_DAY);
      return {
        kind: 'day',
        day: dayText(day),
        lane: 0,
        ...laneOfText(totalLane),
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
    toKey: ({ day, totalLane, of }) => ({
      pk: collectionOf(PREFIX.group, of),
      sk: dayKey(day, totalLane),
    }),
    fromKey: (pk, sk) => {
      const [day, totalLane] = sk.split(BEHIND_DAY);
      return {
        kind: 'day',
        day: dayText(day),
        lane: 0,
        ...laneOfText(totalLane),
        of: { kind: 'group', ...referenceOf(pk) },
      };
    },
    places: (day) => [{ dpk: `${INDEX_PREFIX.groupsOfDay}${day}` }],
    lanes: 'none',
    collection: (scope) => collectionOf(PREFIX.group, scope),
    toIndexKey: ({ day, of }) => ({ dpk: `${INDEX_PREFIX.groupsOfDay}${day}`, dsk: referenceKey(of) }),
  },
  tag: {
    pk: PREFIX.tag,
    sk: '',
    toKey: ({ day, totalLane, of }) => ({
      pk: tagPartition(day, of.type),
      sk: of.id + laneText(BEHIND_ID, totalLane),
    }),
    fromKey: ([day, tag = ''], sk) => {
      const [id = '', totalLane] = sk.split(BEHIND_ID);
      return {
        kind: 'day',
        day: dayText(day),
        lane: 0,
        ...laneOfText(totalLane),
        of: { kind: 'tag', type: unescapeKey(tag), id },
      };
    },
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
      return countsKey(total.totalLane);
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
  if (pk !== COUNTS_KEY.pk) return undefined;
  return { kind: 'counts', ...laneOfText(sk === COUNTS_KEY.sk ? undefined : sk.slice(COUNTS_KEY.sk.length)) };
}

/** The ledger's counts: an item for each lane, side by side. */
function countsKey(totalLane: number | undefined): ItemKey {
  return { pk: COUNTS_KEY.pk, sk: `${COUNTS_KEY.sk}${laneText('', totalLane)}` };
}

function cellKey({ day, lane, totalLane, provider, service, model }: CellTotalId): ItemKey {
  const cell = [provider, service, model].map(escapeKey).join('#');
  return {
    pk: organisationPartition(monthOf(day), lane),
    sk: `${day}#${cell}${laneText('#', totalLane)}`,
  };
}

function cellOfKey(pk: string, sk: string): CellTotalId {
  const [, lane] = pk.slice(PREFIX.organisation.length).split('#');
  const [day, provider = '', service = '', model = '', totalLane] = sk.split('#').map(unescapeKey);
  return {
    kind: 'cell',
    day: dayText(day),
    lane: Number(lane),
    ...laneOfText(totalLane),
    provider,
    service,
    model,
  };
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
