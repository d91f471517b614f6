import { InvalidInputError } from '../errors.ts';
import { addDays, type Day, startOfDay } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Entry } from '../usage/entry.ts';
import { type EntryFilter, matches } from './entry-filter.ts';
import type { HistoryItem } from './history-reader.ts';
import { ENTRIES_AT_ONCE, type EntryContext, historyOf, keyName } from './read-entries.ts';
import { batchesOf } from '../in-batches.ts';

/** A read adds up no more entries than this, which takes some seconds; totals answer larger questions. */
export const MOST_SCANNED = 20_000;
/** Requests for entries side by side. */
const BATCHES = 4;

/** No totals are kept for a question, and its days have too many entries to add up. */
export class TooManyEntriesError extends InvalidInputError {
  override readonly name = 'TooManyEntriesError';

  constructor() {
    const message = `has more than ${MOST_SCANNED} entries to look at: ask for fewer days, or for one user, resource or group`;
    super('no totals are kept for these filters together', [{ field: 'from', message }]);
  }
}

/**
 * The entries of some ranges of days that fit a filter, in batches of no useful order; the history that lists the fewest of
 * them is read. Hours are put together: where each holds a few entries, a read for each would make a quarter a row of
 * two thousand reads. Throws TooManyEntriesError, rejects on outages.
 */
export async function* scanEntries(
  filter: EntryFilter,
  ranges: readonly Days[],
  { history, timeZone }: EntryContext,
): AsyncGenerator<Entry[]> {
  const read = async (keys: readonly HistoryItem[]): Promise<Entry[]> => {
    const batches = batchesOf(keys, ENTRIES_AT_ONCE);
    const entries = (await Promise.all(batches.map((batch) => history.entries(batch)))).flat();
    return entries.filter(
      (entry) => ranges.some((days) => isWithin(days, entry.day)) && matches(entry, filter),
    );
  };
  const waiting: HistoryItem[] = [];
  let looked = 0;
  for (const { from, to } of ranges.filter((days) => days.from <= days.to)) {
    const start = startOfDay(from, timeZone);
    const last = startOfDay(addDays(to, 1), timeZone) - 1;
    for await (const { items } of history.hours(historyOf(filter), start, last)) {
      const keys = [...new Map(items.map((item) => [keyName(item), item])).values()];
      looked += keys.length;
      if (looked > MOST_SCANNED) throw new TooManyEntriesError();
      waiting.push(...keys);
      while (waiting.length >= ENTRIES_AT_ONCE * BATCHES)
        yield await read(waiting.splice(0, ENTRIES_AT_ONCE * BATCHES));
    }
  }
  if (waiting.length > 0) yield await read(waiting);
}

function isWithin({ from, to }: Days, day: Day): boolean {
  return day >= from && day <= to;
}
