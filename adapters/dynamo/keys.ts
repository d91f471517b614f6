import { ulidTime } from '../../core/time/ulid-time.ts';
import { SCOPE_KINDS, type ScopeKind, SCOPES } from '../../contracts/scopes.ts';
import { PREFIX } from '../../contracts/table-layout.ts';
import type { HeldKey } from '../../core/budgets/budget-ports.ts';
import { makeScope, ORGANISATION, type Scope } from '../../core/scopes/scope.ts';
import type { MarkKey } from '../../core/spend/spend-ports.ts';
import { type Day, HOUR_MS, startOfDay } from '../../core/time/ledger-time.ts';
import { ownHoldId } from '../../core/gate/hold-ids.ts';
import { laneOf } from '../../core/usage/lanes.ts';
import type { EntryKey, Outcome } from '../../core/usage/entry.ts';

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

export function entryPartition(day: Day, lane: number): string {
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

/** DynamoDB ends a sort key here; what would be longer is cut, or kept under its hash. */
export const SORT_KEY_BYTES = 1024;

/** Marks are partitioned by the hour their recorder batch began, so that the open ones can be found. */
export function markPartition(at: number): string {
  return `${PREFIX.mark}${new Date(at).toISOString().slice(0, 13)}`;
}

export function markKey({ batch, partition }: MarkKey): ItemKey {
  return { pk: markPartition(ulidTime(batch)), sk: `${batch}#${partition}` };
}

/** A scope as a part of keys: `organisation`, `user#ID`, `resource#TYPE#ID`. */
export function scopeKey({ kind, type, id }: Scope): string {
  if (SCOPES[kind].named === 'one') return kind;
  return [kind, ...(type === undefined ? [id] : [type, id]).map(escapeKey)].join('#');
}

/** Begins scopeKey's text of every scope of a kind. */
export function scopeKeyPrefix(kind: Exclude<ScopeKind, 'organisation'>): string {
  return `${kind}#`;
}

/** The scope of scopeKey's text; undefined when it is none. */
export function parseScopeKey(text: string): Scope | undefined {
  const [name = '', ...parts] = text.split('#').map(unescapeKey);
  const kind = SCOPE_KINDS.find((known) => known === name);
  if (!kind) return undefined;
  if (SCOPES[kind].named === 'one') return ORGANISATION;
  return makeScope(kind, parts.at(-1) ?? '', parts[0]);
}

/** Numbers since the start of the ledger, in lane 0; `-1`, `-2` … are other lanes. */
export const COUNTS_KEY: ItemKey = { pk: `${PREFIX.ledger}counts`, sk: '-' };
/** What the ledger remembers of itself: its first day. */
export const LEDGER_KEY: ItemKey = { pk: `${PREFIX.ledger}ledger`, sk: '-' };

/** How many lanes totals have; an item of its own, since every read of exact totals asks for it. */
export const LANES_KEY: ItemKey = { pk: `${PREFIX.ledger}lanes`, sk: '-' };

/** What audits measured and could not repair, by day. */
export const DRIFT_PARTITION = `${PREFIX.ledger}drift`;

/** When each day was compared with its entries last. */
export const AUDITED_PARTITION = `${PREFIX.ledger}audited`;

/** What the archive's files of each day hold, and which months were compared with them. */
export const ARCHIVE_PARTITION = `${PREFIX.ledger}archive`;

/** Pages are ordered by hour, so that the newest come first in a backwards query. */
export function historySortKey(day: Day, hour: string, page: string): string {
  return `${day}T${hour}#${page}`;
}

/** The number that every change of price overrides raises. */
export const OVERRIDE_VERSION_KEY: ItemKey = { pk: `${PREFIX.price}version`, sk: '-' };

/** The one number that every change of budgets, form and revenue raises. */
export const BUDGET_VERSION_KEY: ItemKey = { pk: `${PREFIX.budget}version`, sk: '-' };
/** Everything that people configured, in one collection. */
export const BUDGET_PARTITION = `${PREFIX.budget}list`;

/** Subjects of which changes were noted. */
export const BUDGET_SUBJECTS_PARTITION = `${PREFIX.budget}subjects`;

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

/** The hours of a UTC day, and the lanes of each, in which holds may be. */
export function holdPartitions(day: Day): string[] {
  return Array.from({ length: 24 }, (_, hour) => startOfDay(day) + hour * HOUR_MS).flatMap((at) =>
    Array.from({ length: HOLD_LANES }, (_, lane) => holdPartition(at, lane)),
  );
}

/** UTC days on which holds were made. */
export const HOLD_DAYS_PARTITION = `${PREFIX.hold}days`;

/** The key of a hold; its own part of its id is a ULID and tells the hour. */
export function holdKey(id: string): ItemKey {
  const own = ownHoldId(id);
  return { pk: holdPartition(ulidTime(own), laneOf(own, HOLD_LANES)), sk: own };
}
