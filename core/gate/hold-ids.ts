import type { Hold } from './gate-ports.ts';
import { minus, type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { isUlid } from '../time/ulid-time.ts';

/** Between the id of a parent and its child's own part. */
const BETWEEN = '.';
/** Holds above each other: a run, a sub-agent, a call, and one between. Their ids stay within an event's 128 characters. */
export const MOST_LEVELS = 4;
/** Children of one hold that are open at once: each is a part of its parent's item. */
export const MOST_CHILDREN = 100;
/** Begins the id of a hold that holds nothing and is stored nowhere. */
const EMPTY = 'none-';

/** The id of a hold that holds nothing: usage may carry it, and no table is asked for it. */
export function emptyHoldId(id: string): string {
  return `${EMPTY}${id}`;
}

/** True for such an id. */
export function isEmptyHold(id: string): boolean {
  return id.startsWith(EMPTY);
}

/** True for an id that a stored hold may have. */
export function isHoldId(id: string): boolean {
  const parts = id.split(BETWEEN);
  return parts.length <= MOST_LEVELS && parts.every(isUlid);
}

/** The id of a child; `own` is a new ULID. */
export function childHoldId(parentId: string, own: string): string {
  return `${parentId}${BETWEEN}${own}`;
}

/** The id of the hold above; undefined for one that stands alone. */
export function parentHoldId(id: string): string | undefined {
  const at = id.lastIndexOf(BETWEEN);
  return at < 0 ? undefined : id.slice(0, at);
}

/** What a hold has of its id for itself: a ULID, the time of the hold. */
export function ownHoldId(id: string): string {
  return id.slice(id.lastIndexOf(BETWEEN) + 1);
}

/** How many holds are above it. */
export function holdLevel(id: string): number {
  return id.split(BETWEEN).length - 1;
}

/** The hold above it at a level, or itself. */
export function holdAtLevel(id: string, level: number): string {
  return id
    .split(BETWEEN)
    .slice(0, level + 1)
    .join(BETWEEN);
}

/** What a hold has for its children: nothing, unless it was opened as a parent. */
export function leftOf({ estimate, pool }: Hold): PicoUsd {
  return pool === undefined ? ZERO_USD : minus(estimate, pool.taken);
}
