import { SORT_KEY } from '../../contracts/table-layout.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { EntryChain } from '../../core/usage/entry-chain.ts';
import type { DayPage, DayStart } from '../../core/usage/day-part.ts';
import type { Entry, EntryKey } from '../../core/usage/entry.ts';
import { laneCount, type LaneRule } from '../../core/usage/lanes.ts';
import { entryOf, readableEntries } from './entry-item.ts';
import { entryKey, entryPartition } from './keys.ts';
import { itemOfWire } from './attribute-values.ts';
import { ofPartition } from './run-queries.ts';
import { atMost, type Table } from './table.ts';

/** Narrows a day's entries; every field given must match. */
export interface DayFilter {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly status?: 'unpriced' | undefined;
}

/** Consistent reads of entries from their own partitions. */
export class DynamoEntryReader {
  readonly #table: Table;
  readonly #lanes: readonly LaneRule[];

  constructor(table: Table, lanes: readonly LaneRule[]) {
    this.#table = table;
    this.#lanes = lanes;
  }

  /** Every entry and correction of a day that can be read, in pages. */
  async *day(day: Day, filter: DayFilter = {}): AsyncGenerator<readonly Entry[], void, undefined> {
    for await (const { entries } of this.pages(day, filter)) if (entries.length > 0) yield entries;
  }

  /** The same, each page with the place behind it; a page may be empty where a filter leaves everything out. */
  async *pages(
    day: Day,
    filter: DayFilter = {},
    { after, atOnce }: DayStart = {},
  ): AsyncGenerator<DayPage, void, undefined> {
    const lanes = laneCount(this.#lanes, day);
    for (let lane = after?.lane ?? 0; lane < lanes; lane++) {
      const behind = lane === after?.lane ? after.id : '';
      const query = { ...dayQuery(entryPartition(day, lane), filter, behind), ...atMost(atOnce) };
      for await (const { items, looked, next } of this.#table.placedPages(query)) {
        const entries = readableEntries(items.map(itemOfWire));
        const place = next ? { lane, id: next[SORT_KEY]?.S ?? '' } : { lane: lane + 1, id: '' };
        yield { entries, looked, next: place.lane < lanes ? place : undefined };
      }
    }
  }

  /** An entry with its corrections. Rejects with a TypeError when the entry is gone. */
  async chain(key: EntryKey): Promise<EntryChain> {
    const item = await this.#table.get(entryKey(key));
    if (!item) throw new TypeError(`the entry ${key.id} of ${key.day} is gone: it cannot be corrected`);
    const corrections: Entry[] = [];
    const chain = this.#table.query(ofPartition(entryPartition(key.day, key.lane), `${key.id}~a`));
    for await (const correction of chain) corrections.push(entryOf(correction));
    return { entry: entryOf(item), corrections };
  }
}

function dayQuery(pk: string, { provider, model, status }: DayFilter, behind: string) {
  const filters: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, { S: string }> = {
    ':pk': { S: pk },
    ...(behind === '' ? {} : { ':behind': { S: behind } }),
  };
  const equal = (name: string, value: string | undefined) => {
    if (value === undefined) return;
    names[`#${name}`] = name;
    values[`:${name}`] = { S: value };
    filters.push(`#${name} = :${name}`);
  };
  equal('p', provider);
  equal('m', model);
  equal('st', status && 'U');
  return {
    KeyConditionExpression: behind === '' ? 'pk = :pk' : 'pk = :pk AND sk > :behind',
    ExpressionAttributeValues: values,
    ...(filters.length > 0
      ? { FilterExpression: filters.join(' AND '), ExpressionAttributeNames: names }
      : {}),
  };
}
