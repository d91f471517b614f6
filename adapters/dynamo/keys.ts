import { Buffer } from 'node:buffer';
import { INDEX_PREFIX, PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { HeldKey } from '../../core/budgets/budget-ports.ts';
import type { Scope } from '../../core/spend/scope.ts';
import type { MarkKey, HistoryListing } from '../../core/spend/spend-ports.ts';
import { monthOf } from '../../core/time/ledger-time.ts';
import { laneOf } from '../../core/usage/lanes.ts';
import type { EntryKey, Outcome, Reference } from '../../core/usage/entry.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** `#` separates the parts of a key; in ids it is written %23. */
export function escapeKey(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('#', '%23');
}

/** The id as it was before escapeKey. */
export function unescapeKey(text: string): string {
  return text.replaceAll('%23', '#').replaceAll('%25', '%');
}

export function entryPartition(day: string, lane: number): string {
  return `${PREFIX.entry}${day}#${lane}`;
}

export function entryKey({ day, lane, id }: EntryKey): ItemKey {
  return { pk: entryPartition(day, lane), sk: id };
}

export function outcomeKey({
  day,
  messageId,
  index,
  kind,
}: Pick<Outcome, 'day' | 'messageId' | 'index' | 'kind'>): ItemKey {
  return { pk: `${PREFIX.outcome}${day}`, sk: `${messageId}#${String(index).padStart(4, '0')}#${kind}` };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Milliseconds of a ULID's first ten characters. */
export function ulidTime(ulid: string): number {
  return Array.from(ulid.slice(0, 10)).reduce(
    (time, character) => time * 32 + CROCKFORD.indexOf(character),
    0,
  );
}

/** Marks lie by the hour their recorder batch began, so that the open ones can be found. */
export function markPartition(at: number): string {
  return `${PREFIX.mark}${new Date(at).toISOString().slice(0, 13)}`;
}

export function markKey({ batch, partition }: MarkKey): ItemKey {
  return { pk: markPartition(ulidTime(batch)), sk: `${batch}#${partition}` };
}

function referenceText({ type, id }: Reference): string {
  return `${escapeKey(type)}#${escapeKey(id)}`;
}

export function userDayPartition(day: string, lane: number): string {
  return `${PREFIX.user}${day}#${lane}`;
}

export function resourcePartition(resource: Reference): string {
  return `${PREFIX.resource}${referenceText(resource)}`;
}

export function groupPartition(group: Reference): string {
  return `${PREFIX.group}${referenceText(group)}`;
}

export function organisationPartition(month: string, lane: number): string {
  return `${PREFIX.organisation}${month}#${lane}`;
}

export function tagPartition(day: string, tag: string): string {
  return `${PREFIX.tag}${day}#${escapeKey(tag)}`;
}

/** The one item of numbers since the start of the ledger. */
export const COUNTS_KEY: ItemKey = { pk: `${PREFIX.ledger}counts`, sk: '-' };
/** What the ledger remembers of itself: its first day. */
export const LEDGER_KEY: ItemKey = { pk: `${PREFIX.ledger}ledger`, sk: '-' };

/** What audits measured and could not repair, by day. */
export const DRIFT_PARTITION = `${PREFIX.ledger}drift`;

/** When each day was compared with its entries last. */
export const AUDITED_PARTITION = `${PREFIX.ledger}audited`;

/** What the archive's files of each day hold, and which months were compared with them. */
export const ARCHIVE_PARTITION = `${PREFIX.ledger}archive`;

/** What was recorded late for a month, of the whole organisation. */
export function lateKey(month: string): ItemKey {
  return totalKey({ kind: 'late', month, of: { kind: 'organisation' } });
}

/** Where a total is stored. */
export function totalKey(scope: Scope): ItemKey {
  switch (scope.kind) {
    case 'organisation': {
      const cell = [scope.provider, scope.service, scope.model].map(escapeKey).join('#');
      return { pk: organisationPartition(monthOf(scope.day), scope.lane), sk: `${scope.day}#${cell}` };
    }
    case 'operation':
      return {
        pk: organisationPartition(monthOf(scope.day), scope.lane),
        sk: `${SORT_PREFIX.operation}${scope.day}#${escapeKey(scope.name)}`,
      };
    case 'tag':
      return { pk: tagPartition(scope.day, scope.tag), sk: scope.value };
    case 'user':
      return { pk: userDayPartition(scope.day, scope.lane), sk: scope.userId };
    case 'resource':
      return {
        pk: resourcePartition(scope.resource),
        sk: `${SORT_PREFIX.day}${scope.day}${scope.group ? `#${referenceText(scope.group)}` : ''}`,
      };
    case 'group':
      return { pk: groupPartition(scope.group), sk: `${SORT_PREFIX.day}${scope.day}` };
    case 'late':
      return { pk: `${PREFIX.late}${scope.month}`, sk: lateSortKey(scope.of) };
    case 'counts':
      return COUNTS_KEY;
  }
}

function lateSortKey(of: Extract<Scope, { kind: 'late' }>['of']): string {
  switch (of.kind) {
    case 'organisation':
      return 'organisation';
    case 'user':
      return `user#${escapeKey(of.userId)}`;
    case 'resource':
      return `resource#${referenceText(of.resource)}`;
    case 'group':
      return `group#${referenceText(of.group)}`;
  }
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
export function dayIndexKey(scope: Scope): { dpk: string; dsk: string } | undefined {
  if (scope.kind === 'resource') {
    const group = scope.group ? referenceText(scope.group) : '#';
    return {
      dpk: `${INDEX_PREFIX.resourcesOfDay}${scope.day}`,
      dsk: indexSortKey(`${group}#${referenceText(scope.resource)}`),
    };
  }
  if (scope.kind === 'group')
    return { dpk: `${INDEX_PREFIX.groupsOfDay}${scope.day}`, dsk: referenceText(scope.group) };
  return undefined;
}

/** Whose history a page belongs to. */
export function historyPartition(of: HistoryListing['of'], day: string): string {
  switch (of.kind) {
    case 'user':
      return `${PREFIX.userPage}${escapeKey(of.userId)}`;
    case 'resource':
      return `${PREFIX.resourcePage}${referenceText(of)}`;
    case 'group':
      return `${PREFIX.groupPage}${referenceText(of)}`;
    case 'organisation':
      return `${PREFIX.organisationPage}${day}`;
  }
}

/** Pages lie by hour, so that the newest come first in a backwards query. */
export function historySortKey(day: string, hour: string, page: string): string {
  return `${day}T${hour}#${page}`;
}

/** The number that every change of price overrides raises. */
export const OVERRIDE_VERSION_KEY: ItemKey = { pk: `${PREFIX.price}version`, sk: '-' };

/** The one number that every change of budgets, form and revenue raises. */
export const BUDGET_VERSION_KEY: ItemKey = { pk: `${PREFIX.budget}version`, sk: '-' };
/** Everything that people configured, in one collection. */
export const BUDGET_PARTITION = `${PREFIX.budget}list`;

/** Who changed what of a budget, by time. */
export function budgetChangesPartition(subject: string): string {
  return `${PREFIX.budget}changes#${escapeKey(subject)}`;
}

/** What is held for one budget, scope value and period. */
export function heldKey({ budgetId, value, period }: HeldKey): ItemKey {
  return { pk: `${PREFIX.held}${[budgetId, value.id, period].map(escapeKey).join('#')}`, sk: '-' };
}

/** What one lane of a budget's holds has in hand: a partition of its own, so that it is written by itself. */
export function laneKey(key: HeldKey, lane: number): ItemKey {
  return { pk: `${heldKey(key).pk}#L${lane}`, sk: '-' };
}

/** Holds of an hour are spread over this many partitions. */
export const HOLD_LANES = 4;

/** Partition of the holds made in the hour of an instant. */
export function holdPartition(at: number, lane: number): string {
  return `${PREFIX.hold}${new Date(at).toISOString().slice(0, 13)}#${lane}`;
}

/** Where a hold lies; its id is a ULID and tells the hour. */
export function holdKey(id: string): ItemKey {
  return { pk: holdPartition(ulidTime(id), laneOf(id, HOLD_LANES)), sk: id };
}
