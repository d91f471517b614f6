import { MOST_DAYS_AHEAD } from '../usage/event-time.ts';
import { isLedgerInstant } from '../../contracts/dates.ts';
import { type HistoryKind } from '../../contracts/scopes.ts';
import { ORGANISATION, type Scope } from '../scopes/scope.ts';
import { InvalidInputError } from '../errors.ts';
import { DAY_MS, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { TimeRange } from '../time/range.ts';
import type { Entry } from '../usage/entry.ts';
import { descending, orderedBy } from '../order.ts';
import { type EntryFilter, matches } from './entry-filter.ts';
import type { HistoryItem, HistoryReader } from './history-reader.ts';
import type { PageRequest, ReadContext } from './read-totals.ts';
import { notACursor, readCursor, readOffset, writeCursor } from './paging.ts';
import type { HistoryListing } from './spend-ports.ts';

export interface EntryPage {
  readonly entries: Entry[];
  /** Entries looked at. */
  readonly scanned: number;
  /** The page ended because enough was looked at, not because it was full. */
  readonly partial: boolean;
  readonly nextCursor?: string | undefined;
}

export interface EntryContext extends ReadContext {
  readonly history: HistoryReader;
}

/** A request looks at no more entries than this; the next page goes on from there. */
const MOST_LOOKED_AT = 1000;
/** Sorting a day by cost needs all of it; a day with more entries is answered from these and says so. */
const MOST_SORTED = 10_000;
/** Entries read at once. */
export const ENTRIES_AT_ONCE = 100;

/** Entries newest first, by time and id. Throws InvalidInputError for a wrong cursor. */
export async function readEntries(
  filter: EntryFilter,
  range: TimeRange,
  page: PageRequest,
  context: EntryContext,
): Promise<EntryPage> {
  const position = page.cursor === undefined ? undefined : positionOf(page.cursor);
  const start = Math.max(range.start ?? 0, await beginning(context));
  // The rest of today, and what senders may be ahead.
  const end = Math.min(range.end ?? Infinity, context.now + (1 + MOST_DAYS_AHEAD) * DAY_MS);
  const last = Math.min(end - 1, position?.occurredAt ?? end - 1);
  const found: Entry[] = [];
  let looked: HistoryItem | undefined;
  let scanned = 0;
  if (last < start) return { entries: [], scanned, partial: false };
  for await (const batch of batches(historyOf(filter), start, last, position, context.history, page.limit)) {
    const entries = await context.history.entries(batch);
    const byKey = new Map(entries.map((entry) => [keyName(entry), entry]));
    for (const item of batch) {
      if (found.length === page.limit || scanned === MOST_LOOKED_AT) {
        const partial = found.length < page.limit;
        return { entries: found, scanned, partial, nextCursor: cursorAfter(looked ?? item) };
      }
      scanned++;
      looked = item;
      const entry = byKey.get(keyName(item));
      if (entry && matches(entry, filter)) found.push(entry);
    }
  }
  return { entries: found, scanned, partial: false };
}

async function beginning({ totals, timeZone, now }: ReadContext): Promise<Instant> {
  const first = await totals.firstDay();
  return first === undefined ? now : startOfDay(first, timeZone);
}

/** What each history needs of a filter, from the one with the fewest entries to that of all. */
const HISTORIES: { readonly [K in HistoryKind]: (filter: EntryFilter) => Scope<K> | undefined } = {
  resource: ({ resource }) => resource && { kind: 'resource', ...resource },
  user: ({ userId }) => (userId === undefined ? undefined : { kind: 'user', id: userId }),
  group: ({ group }) => group && { kind: 'group', ...group },
  organisation: () => ORGANISATION,
};

/** The history that lists the fewest entries for a filter. */
export function historyOf(filter: EntryFilter): Scope<HistoryKind> {
  return Object.values(HISTORIES).flatMap((history) => history(filter) ?? [])[0] ?? ORGANISATION;
}

/**
 * Keys in order, doubles dropped, after the position, cut into batches; only the last one is short. Hours are put
 * together: where each holds one entry, one read each would make a page a row of a thousand reads.
 */
async function* batches(
  of: HistoryListing['of'],
  start: Instant,
  last: Instant,
  position: Pick<HistoryItem, 'occurredAt' | 'id'> | undefined,
  history: HistoryReader,
  limit: number,
): AsyncGenerator<HistoryItem[]> {
  const size = Math.min(ENTRIES_AT_ONCE, limit + 1);
  const waiting: HistoryItem[] = [];
  for await (const hour of history.hours(of, start, last)) {
    const unique = new Map(hour.items.map((item) => [keyName(item), item]));
    const items = [...unique.values()]
      .filter(({ occurredAt }) => occurredAt >= start && occurredAt <= last)
      .filter((item) => position === undefined || newestFirst(position, item) < 0)
      .sort(newestFirst);
    waiting.push(...items);
    while (waiting.length >= size) yield waiting.splice(0, size);
  }
  if (waiting.length > 0) yield waiting;
}

const newestFirst = orderedBy<Pick<HistoryItem, 'occurredAt' | 'id'>>(
  descending(({ occurredAt }) => occurredAt),
  descending(({ id }) => id),
);

/** A text that is equal for equal keys. */
export function keyName({ day, lane, id }: Pick<HistoryItem, 'day' | 'lane' | 'id'>): string {
  return `${day} ${lane} ${id}`;
}

function cursorAfter({ occurredAt, id }: HistoryItem): string {
  return writeCursor([occurredAt, id]);
}

function positionOf(cursor: string): { occurredAt: Instant; id: string } {
  const [occurredAt, id] = readCursor(cursor, ['number', 'string']) as [number, string];
  if (!isLedgerInstant(occurredAt)) throw notACursor();
  return { occurredAt, id };
}

/** Entries of one day, the most expensive first. Throws InvalidInputError when the range is not one day. */
export async function readEntriesByCost(
  filter: EntryFilter,
  range: TimeRange,
  page: PageRequest,
  context: EntryContext,
): Promise<EntryPage> {
  const day = range.start === undefined ? undefined : dayOf(range.start, context.timeZone);
  if (day === undefined || range.end === undefined || dayOf(range.end - 1, context.timeZone) !== day) {
    throw new InvalidInputError('entries are sorted by cost within one day', [
      { field: 'sort', message: 'needs "from" and "to" on the same day' },
    ]);
  }
  const offset = readOffset(page.cursor);
  const { start, end } = { start: range.start ?? 0, end: range.end };
  const found: Entry[] = [];
  let scanned = 0;
  let partial = false;
  for await (const entries of dayEntries(filter, start, end, day, context.history)) {
    scanned += entries.length;
    found.push(
      ...entries.filter(
        (entry) => entry.occurredAt >= start && entry.occurredAt < end && matches(entry, filter),
      ),
    );
    partial = scanned >= MOST_SORTED;
    if (partial) break;
  }
  found.sort(
    orderedBy<Entry>(
      descending(({ cost }) => cost),
      newestFirst,
    ),
  );
  const entries = found.slice(offset, offset + page.limit);
  const more = offset + page.limit < found.length;
  return { entries, scanned, partial, ...(more ? { nextCursor: writeCursor([offset + page.limit]) } : {}) };
}

/**
 * Entries of one day in pages, from the history with the fewest, not filtered yet: by lane and id without
 * user, resource and group, newest first with one. `after` goes on behind the entry it names.
 */
export async function* dayEntries(
  filter: EntryFilter,
  start: Instant,
  end: Instant,
  day: Day,
  history: HistoryReader,
  after?: Pick<Entry, 'lane' | 'id' | 'occurredAt'>,
): AsyncGenerator<readonly Entry[]> {
  const of = historyOf(filter);
  if (of.kind === 'organisation') {
    yield* history.entriesOfDay(day, after);
    return;
  }
  const last = Math.min(end - 1, after?.occurredAt ?? end - 1);
  for await (const batch of batches(of, start, last, after, history, ENTRIES_AT_ONCE)) {
    yield await history.entries(batch);
  }
}
