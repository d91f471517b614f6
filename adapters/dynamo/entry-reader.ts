import type { Day } from '../../core/time/ledger-time.ts';
import type { EntryChain } from '../../core/usage/adjust-entry.ts';
import type { Entry, EntryKey } from '../../core/usage/entry.ts';
import { laneCount, type LaneRule } from '../../core/usage/lanes.ts';
import { entryOf, readableEntries } from './entry-item.ts';
import { entryKey, entryPartition } from './keys.ts';
import { itemOfWire } from './wire-query.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';

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

  /** Every entry and correction of a day that can be read, in pages of up to `pageSize`. */
  async *day(day: Day, filter: DayFilter = {}, pageSize = 500): AsyncGenerator<Entry[], void, undefined> {
    let page: Entry[] = [];
    for (let lane = 0; lane < laneCount(this.#lanes, day); lane++) {
      const query = dayQuery(entryPartition(day, lane), filter);
      for await (const items of this.#table.wirePages(query)) {
        for (const item of items) {
          page.push(...readableEntries([itemOfWire(item)]));
          if (page.length < pageSize) continue;
          yield page;
          page = [];
        }
      }
    }
    if (page.length > 0) yield page;
  }

  /** An entry with its corrections. Rejects with a TypeError when the entry is gone. */
  async chain(key: EntryKey): Promise<EntryChain> {
    const item = await this.#table.get(entryKey(key));
    if (!item) throw new TypeError(`the entry ${key.id} of ${key.day} is gone: it cannot be corrected`);
    const adjustments: Entry[] = [];
    const chain = this.#table.query(ofPartition(entryPartition(key.day, key.lane), `${key.id}~a`));
    for await (const adjustment of chain) adjustments.push(entryOf(adjustment));
    return { entry: entryOf(item), adjustments };
  }
}

function dayQuery(pk: string, { provider, model, status }: DayFilter) {
  const filters: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, { S: string }> = { ':pk': { S: pk } };
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
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: values,
    ...(filters.length > 0
      ? { FilterExpression: filters.join(' AND '), ExpressionAttributeNames: names }
      : {}),
  };
}
