import { isUlid, ulidTime } from '../time/ulid-time.ts';
import { NotFoundError } from '../errors.ts';
import { isLedgerInstant } from '../../contracts/dates.ts';
import { CORRECTION_SUFFIX } from '../../contracts/key-names.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import type { EntryContext } from './read-entries.ts';
import { batchesOf } from '../in-batches.ts';

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** Days read in one step of the search back through the ledger. */
const STEP_DAYS = 100;

/** The time that a ULID or a UUIDv7 carries; undefined for other ids. */
function timeOfId(id: string): Instant | undefined {
  const plain = id.replace(CORRECTION_SUFFIX, '');
  const uuid = UUID_V7.exec(plain);
  if (uuid) return Number.parseInt(`${uuid[1]}${uuid[2]}`, 16);
  return isUlid(plain) ? ulidTime(plain) : undefined;
}

/**
 * The entry of this id; the newest where several days have one. The day comes from `occurredAt`, else from
 * the id, else the ledger is searched backwards. Throws NotFoundError.
 */
export async function findEntry(
  id: string,
  occurredAt: { readonly from: Day; readonly to: Day } | undefined,
  context: EntryContext,
): Promise<Entry> {
  const { timeZone, now, totals, history } = context;
  if (occurredAt) {
    return newest(await history.entriesById(id, daysBetween(occurredAt.from, occurredAt.to)), id);
  }
  const time = timeOfId(id);
  // An id may look like one that carries a time, and carry any.
  if (time !== undefined && isLedgerInstant(time)) {
    const day = dayOf(time, timeZone);
    const near = await history.entriesById(id, [addDays(day, -1), day, addDays(day, 1)]);
    if (near.length > 0) return newest(near, id);
  }
  const first = await totals.firstDay();
  if (first === undefined) return newest([], id);
  const days = await totals.heldAmong(daysBetween(first, addDays(dayOf(now, timeZone), 1)));
  for (const step of batchesOf(days.toReversed(), STEP_DAYS)) {
    const found = await history.entriesById(id, step);
    if (found.length > 0) return newest(found, id);
  }
  return newest([], id);
}

function newest(found: readonly Entry[], id: string): Entry {
  const [entry] = [...found].sort((a, b) => b.occurredAt - a.occurredAt);
  if (entry) return entry;
  throw new NotFoundError(
    `no entry has the id "${id}": it may not be recorded yet, or have been rejected (see /quarantine)`,
  );
}
