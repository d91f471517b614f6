import type { OwnTotalKind } from '../../contracts/scopes.ts';
import { INDEX_PREFIX, PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Scope } from '../../core/scopes/scope.ts';
import type { DayTotalId } from '../../core/spend/total-id.ts';
import { type Day, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { dayText } from './document-client.ts';
import { escapeKey, type ItemKey, unescapeKey } from './keys.ts';

/** Keys of the totals of one kind: how they are built, and how they are read back. */
export interface DayTotalCodec<K extends OwnTotalKind> {
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

/** Where the day index has an item. */
export interface IndexKey {
  readonly dpk: string;
  readonly dsk: string;
}

/**
 * A lane above 0 is a part of the sort key, so that one query brings all lanes; behind the day it sorts before the
 * `#` of what follows, behind an id it is a control character, which no id has.
 */
const BEHIND_DAY = '!';
const BEHIND_ID = '\t';

/** A lane as the end of a key; nothing for lane 0. */
export function laneText(separator: string, totalLane = 0): string {
  return totalLane > 0 ? `${separator}${totalLane}` : '';
}

/** Lane 0 is not named: keys of totals from before there were lanes are its keys. */
export function laneOfText(text: string | undefined): { readonly totalLane?: number } {
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

/** The partition of a resource or a group, its history or its days. */
export function collectionOf(prefix: string, scope: { readonly type: string; readonly id: string }): string {
  return `${prefix}${referenceKey(scope)}`;
}

/** The codec of a kind; the caller's scopes are of that kind. */
export function codecOf<K extends OwnTotalKind>(kind: K): DayTotalCodec<K> {
  return CODECS[kind];
}

/** The codec of the kind whose days are under such keys; undefined for keys of other items. */
export function codecOfKey({ pk, sk }: ItemKey): DayTotalCodec<OwnTotalKind> | undefined {
  return Object.values<DayTotalCodec<OwnTotalKind>>(CODECS as never).find(
    (one) => pk.startsWith(one.pk) && sk.startsWith(one.sk),
  );
}
