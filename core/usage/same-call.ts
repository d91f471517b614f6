import { isSession } from '../../providers/container-session.ts';
import { addDays, type Day, dayOf, type Instant } from '../time/ledger-time.ts';
import type { Entry, EntryKey } from './entry.ts';
import { laneCount, laneOf } from './lanes.ts';
import type { EntrySettings, UnmarkedEntry } from './make-entry.ts';
import type { ExistingEntry, LedgerWriter } from './usage-ports.ts';

/** Ways that report a call do so within this time of each other: one says when it began, another when it ended. */
const APART_MS = 3_600_000;

/** The other ledger day that a call may be on when it is reported close to midnight. */
function neighbourOf(occurredAt: Instant, day: Day, timeZone: string): Day | undefined {
  if (dayOf(occurredAt - APART_MS, timeZone) !== day) return addDays(day, -1);
  return dayOf(occurredAt + APART_MS, timeZone) === day ? undefined : addDays(day, 1);
}

/**
 * What is recorded of the same call on the other side of midnight; undefined for an event that says no `via`, and
 * for one that is farther from midnight than reports of one call are from each other.
 */
export async function acrossMidnight(
  { via, id, day, occurredAt }: Pick<UnmarkedEntry, 'via' | 'id' | 'day' | 'occurredAt'>,
  { timeZone, lanes }: EntrySettings,
  ledger: Pick<LedgerWriter, 'findEntry'>,
): Promise<ExistingEntry | undefined> {
  const neighbour = via === undefined ? undefined : neighbourOf(occurredAt, day, timeZone);
  if (neighbour === undefined) return undefined;
  const key: EntryKey = { day: neighbour, lane: laneOf(id, laneCount(lanes, neighbour)), id };
  return ledger.findEntry(key);
}

/**
 * Why an event is no conflict with the entry of its id: two ways reported one call, whose id is the provider's own, or
 * two calls used the same session.
 * The first is booked, the second is kept as evidence. Undefined where neither said its way, or both the same.
 */
export function secondWay(
  { via, id }: Pick<Entry, 'via' | 'id'>,
  existing: ExistingEntry,
): string | undefined {
  if (isSession(id)) return 'a session that several calls used, recorded with one of them';
  if (via === existing.via) return undefined;
  return `the same call, recorded before by ${wayName(existing.via)}, reported again by ${wayName(via)}`;
}

function wayName(via: string | undefined): string {
  return via ?? 'a message';
}
