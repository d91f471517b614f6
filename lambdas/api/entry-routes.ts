import type * as z from 'zod/mini';
import { shownUserId, storedUserId } from '../../contracts/system-user.ts';
import {
  entriesQuery,
  entryAnswerSchema,
  entryListSchema,
  entryQuery,
  userEntriesQuery,
  userEntryListSchema,
} from '../../contracts/api/entries.ts';
import { NotFoundError } from '../../core/errors.ts';
import { type EntryFilter, matches } from '../../core/spend/entry-filter.ts';
import { formatDecimal, ZERO_USD } from '../../core/money/decimal.ts';
import { findEntry } from '../../core/spend/find-entry.ts';
import {
  type EntryContext,
  type EntryPage,
  readEntries,
  readEntriesByCost,
} from '../../core/spend/read-entries.ts';
import { sumEntries } from '../../core/spend/read-own-part.ts';
import { boundedDays, readUser } from '../../core/spend/read-totals.ts';
import { type DayRange, daysOfRange, parseRange } from '../../core/time/range.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { type EntryChain, standing } from '../../core/usage/entry-chain.ts';
import { filterOf, userFilter } from './entry-query.ts';
import { type ApiPorts, dayRange, pageRequest, readContext } from './ports.ts';
import { presentEntry } from './present.ts';
import { type ReadAnswer, type Route, route } from './route.ts';
import { namesOfEntries } from './scope-names.ts';
import { ownId } from './user-routes.ts';

type EntriesQuery = z.output<typeof entriesQuery>;

/** The entries themselves. */
export function entryRoutes(ports: ApiPorts): Route[] {
  const page = (filter: EntryFilter, query: EntriesQuery, now: number): Promise<EntryPage> => {
    const read = query.sort === 'cost' ? readEntriesByCost : readEntries;
    return read(
      filter,
      parseRange(query, ports.settings.timeZone),
      pageRequest(query),
      readContext(ports, now),
    );
  };
  const ofUser = async (
    userId: string,
    query: EntriesQuery,
    now: number,
  ): Promise<ReadAnswer<typeof userEntryListSchema>> => {
    const own = filterOf(query);
    const filtered = Object.values(own).some((value) => value !== undefined);
    const { closed, ...range } = dayRange(query, ports, now);
    const context = readContext(ports, now);
    const filter = { ...own, userId };
    const [found, total] = await Promise.all([
      page(filter, query, now),
      // Not awaited within the list: the page may be refused meanwhile, and nobody would hear of it.
      filtered
        ? boundedDays(range, context).then((bounded) => sumEntries(filter, bounded, context))
        : readUser(userId, range, context),
    ]);
    const shown = { userId: shownUserId(userId), ...(await presentPage(found, query, ports)) };
    const sums = total && { total: total.events, totalUsd: formatDecimal(total.cost) };
    return { closed: closed && shown.names === undefined, body: { ...shown, ...sums } };
  };
  return [
    route({
      method: 'GET',
      path: '/entries',
      summary: 'Entries, newest first; user, resource, group and time are indexed, other filters scan',
      access: 'readers',
      query: entriesQuery,
      answer: entryListSchema,
      handle: async ({ query, now }) => {
        const filter = { ...filterOf(query), userId: userFilter(query) };
        const { closed, ...days } = dayRange(query, ports, now);
        const found =
          query.id === undefined
            ? await page(filter, query, now)
            : await ofId(query.id, filter, days, readContext(ports, now));
        const body = await presentPage(found, query, ports);
        // A name may be erased.
        return { closed: closed && body.names === undefined, body };
      },
    }),
    route({
      method: 'GET',
      path: '/entries/{id}',
      slashes: true,
      summary: 'One entry; occurredAt spares the search where the id carries no time',
      access: 'readers',
      query: entryQuery,
      answer: entryAnswerSchema,
      handle: async ({ path, query, now }) => {
        const days = await entryDays(query.occurredAt, ports, now);
        const entry = await findEntry(path.id, days, readContext(ports, now));
        const chain =
          entry.correctionOf === undefined ? await ports.readChain(entry) : { entry, corrections: [] };
        // Corrections may come at any time, however old the entry is.
        return { closed: false, body: { ...presentEntry(entry), ...presentStanding(chain) } };
      },
    }),
    route({
      method: 'GET',
      path: '/users/{id}/entries',
      slashes: true,
      summary: 'Entries of one user, newest first, with their number in the days of the range',
      access: 'own',
      query: userEntriesQuery,
      answer: userEntryListSchema,
      ownerOf: ({ path }) => path.id,
      handle: ({ path, query, now }) => ofUser(storedUserId(path.id), query, now),
    }),
    route({
      method: 'GET',
      path: '/me/entries',
      summary: 'Entries of the caller, newest first, with number and cost of those that fit the filters',
      access: 'token',
      query: userEntriesQuery,
      answer: userEntryListSchema,
      handle: ({ caller, query, now }) => ofUser(ownId(caller, ports), query, now),
    }),
  ];
}

/** What an entry counts for after its corrections. */
function presentStanding(chain: EntryChain) {
  const now = standing(chain);
  return {
    void: now === undefined,
    standingUsd: formatDecimal(now?.cost ?? ZERO_USD),
    standingUserId: now?.userId === undefined ? null : shownUserId(now.userId),
    corrections: chain.corrections.map(({ id, cost, reason = null, recordedAt }) => ({
      id,
      costUsd: formatDecimal(cost),
      reason,
      recordedAt: isoTime(recordedAt),
    })),
  };
}

/** A list of the one entry of this id, or of none. */
async function ofId(
  id: string,
  filter: EntryFilter,
  range: DayRange,
  context: EntryContext,
): Promise<EntryPage> {
  const { from, to } = range;
  const days = from === undefined && to === undefined ? undefined : await boundedDays({ from, to }, context);
  try {
    const entry = await findEntry(id, days, context);
    return {
      entries: matches(entry, filter) ? [entry] : [],
      scanned: 1,
      partial: false,
      nextCursor: undefined,
    };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return { entries: [], scanned: 0, partial: false, nextCursor: undefined };
  }
}

/** The day that a caller names for an entry; undefined: it is searched for. */
export async function entryDays(occurredAt: string | undefined, ports: ApiPorts, now: number) {
  if (occurredAt === undefined) return undefined;
  const { timeZone } = ports.settings;
  const { start } = parseRange({ from: occurredAt }, timeZone);
  const day = daysOfRange({ start, end: undefined }, timeZone).from;
  return boundedDays({ from: day, to: day }, readContext(ports, now));
}

async function presentPage(
  { entries, scanned, partial, nextCursor }: EntryPage,
  query: Pick<EntriesQuery, 'names'>,
  { names }: ApiPorts,
) {
  const named = query.names === 'true' ? { names: await namesOfEntries(entries, names) } : {};
  return { entries: entries.map(presentEntry), scanned, partial, ...named, nextCursor };
}
