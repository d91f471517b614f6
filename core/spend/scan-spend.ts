import { hourOf } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { amountsOf } from './contributions.ts';
import { type Dimension, type DimensionDay, entryName } from './dimension.ts';
import type { EntryFilter } from './entry-filter.ts';
import type { EntryContext } from './read-entries.ts';
import { scanEntries } from './scan-entries.ts';
import { addSums } from './total.ts';

/** What one hour of a day cost in one name of a dimension; the name is empty without a dimension. */
export interface ScannedPart extends DimensionDay {
  /** `00` to `23`. */
  readonly hour: string;
  events: number;
  unpriced: number;
}

/**
 * Adds up the entries that fit a filter by hour and name, exactly: for what no totals are kept for. Throws
 * TooManyEntriesError when the days have more entries to look at than one read may, rejects on outages.
 */
export async function scanSpend(
  dimension: Dimension | undefined,
  filter: EntryFilter,
  ranges: readonly Days[],
  context: EntryContext,
): Promise<ScannedPart[]> {
  const parts = new Map<string, ScannedPart>();
  for await (const entries of scanEntries(filter, ranges, context)) {
    for (const entry of entries) {
      const name: Partial<ScannedPart> & Pick<ScannedPart, 'name'> = dimension
        ? entryName(entry, dimension)
        : { name: '' };
      const hour = hourOf(entry.occurredAt, context.timeZone);
      const key = JSON.stringify([entry.day, hour, name.name, name.usedId, name.unnamed]);
      const sums = amountsOf(entry);
      const known = parts.get(key);
      if (known) addSums(known, sums);
      else parts.set(key, { day: entry.day, hour, ...name, ...sums });
    }
  }
  return [...parts.values()];
}
