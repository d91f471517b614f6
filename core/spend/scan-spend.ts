import { InvalidInputError } from '../errors.ts';
import { addDays, type Day, hourOf, startOfDay } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Entry } from '../usage/entry.ts';
import { amountsOf } from './contributions.ts';
import { type Dimension, type DimensionDay, entryName } from './dimension.ts';
import { type EntryFilter, matches } from './entry-filter.ts';
import { type EntryContext, historyOf, keyName } from './read-entries.ts';
import { addSums } from './total.ts';

/** A read adds up no more entries than this, which takes some seconds; totals answer larger questions. */
export const MOST_SCANNED = 20_000;
/** Entries read at once. */
const BATCH = 100;

/** What one hour of a day cost in one name of a dimension; the name is empty without a dimension. */
export interface ScannedPart extends DimensionDay {
  /** `00` to `23`. */
  readonly hour: string;
  events: number;
  unpriced: number;
}

/**
 * Adds up the entries that fit a filter by hour and name, exactly: for what no totals are kept for. Throws
 * InvalidInputError when the days have more entries to look at than one read may, rejects on outages.
 */
export async function scanSpend(
  dimension: Dimension | undefined,
  filter: EntryFilter,
  days: Days,
  context: EntryContext,
): Promise<ScannedPart[]> {
  const parts = new Map<string, ScannedPart>();
  for await (const entries of scannedEntries(filter, days, context)) {
    for (const entry of entries) {
      const name = dimension ? entryName(entry, dimension) : { name: '' };
      const hour = hourOf(entry.occurredAt, context.timeZone);
      const key = JSON.stringify([entry.day, hour, name.name, name.usedId]);
      const sums = amountsOf(entry);
      const known = parts.get(key);
      if (known) addSums(known, sums);
      else parts.set(key, { day: entry.day, hour, ...name, ...sums });
    }
  }
  return [...parts.values()];
}

/** Entries that fit, in batches; the history with the fewest of them is read. */
async function* scannedEntries(
  filter: EntryFilter,
  days: Days,
  { history, timeZone }: EntryContext,
): AsyncGenerator<Entry[]> {
  if (days.from > days.to) return;
  const start = startOfDay(days.from, timeZone);
  const last = startOfDay(addDays(days.to, 1), timeZone) - 1;
  let looked = 0;
  for await (const { items } of history.hours(historyOf(filter), start, last)) {
    const keys = [...new Map(items.map((item) => [keyName(item), item])).values()];
    looked += keys.length;
    if (looked > MOST_SCANNED) throw tooMany();
    for (let from = 0; from < keys.length; from += BATCH) {
      const entries = await history.entries(keys.slice(from, from + BATCH));
      yield entries.filter((entry) => isWithin(days, entry.day) && matches(entry, filter));
    }
  }
}

function isWithin({ from, to }: Days, day: Day): boolean {
  return day >= from && day <= to;
}

function tooMany(): InvalidInputError {
  const message = `has more than ${MOST_SCANNED} entries to look at: ask for fewer days, or for one user, resource or group`;
  return new InvalidInputError('no totals are kept for these filters together', [{ field: 'from', message }]);
}
