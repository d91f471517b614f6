import { AFTER } from './total-queries.ts';
import { inBatches } from '../../core/in-batches.ts';
import { ORGANISATION } from '../../core/scopes/scope.ts';
import { CORRECTION_SUFFIX } from '../../contracts/key-names.ts';
import type {
  HistoryHour,
  HistoryItem,
  HistoryReader,
  HistorySample,
} from '../../core/spend/history-reader.ts';
import type { HistoryListing } from '../../core/spend/spend-ports.ts';
import { ascending, orderedBy } from '../../core/order.ts';
import { type Day, dayOf, daysBetween, hourOf, type Instant } from '../../core/time/ledger-time.ts';
import type { DayPlace } from '../../core/usage/day-part.ts';
import type { Entry, EntryKey } from '../../core/usage/entry.ts';
import { laneCount, laneOf, type LaneRule } from '../../core/usage/lanes.ts';
import { dayText, textAttribute } from './document-client.ts';
import { type Item, readableEntries } from './entry-item.ts';
import { DynamoEntryReader } from './entry-reader.ts';
import { heldAmong } from './month-notes.ts';
import { entryKey } from './keys.ts';
import { between, ofPartition } from './run-queries.ts';
import type { Table, TableQuery } from './table.ts';
import { historyPartition, ownersPartition } from './total-keys.ts';
import { readableItems } from './readable-items.ts';

/** History pages of one query for the newest entries; a page lists one entry or many. */
const NEWEST_PAGES = 50;

/** A day with no more pages than this is sampled whole; of a busier one, so many pages of each hour. */
const WHOLE_PAGES = 100;
const HOUR_PAGES = 4;

export interface HistorySettings {
  readonly timeZone: string;
  readonly lanes: readonly LaneRule[];
}

/** Histories and entries as they are in the table, consistently read. */
export class DynamoHistoryReader implements HistoryReader {
  readonly #table: Table;
  readonly #settings: HistorySettings;
  readonly #entries: DynamoEntryReader;

  constructor(table: Table, settings: HistorySettings) {
    this.#table = table;
    this.#settings = settings;
    this.#entries = new DynamoEntryReader(table, settings.lanes);
  }

  async *hours(of: HistoryListing['of'], first: Instant, last: Instant): AsyncGenerator<HistoryHour> {
    const { timeZone } = this.#settings;
    const low = `${dayOf(first, timeZone)}T${hourOf(first, timeZone)}#`;
    const high = `${dayOf(last, timeZone)}T${hourOf(last, timeZone)}${AFTER}`;
    if (of.kind !== 'organisation') {
      yield* this.#hoursOf(ownersPartition(of), low, high);
      return;
    }
    const days = await heldAmong(this.#table, daysBetween(dayOf(first, timeZone), dayOf(last, timeZone)));
    for (const day of days.toReversed()) {
      yield* this.#hoursOf(historyPartition(of, day), low, high);
    }
  }

  async newest(day: Day, most: number): Promise<HistoryItem[]> {
    const found: HistoryItem[] = [];
    const pages = this.#table.pages({
      ...ofPartition(historyPartition(ORGANISATION, day)),
      ScanIndexForward: false,
      Limit: NEWEST_PAGES,
    });
    for await (const items of pages) {
      for (const item of items) {
        found.push(...readableItems([item], listedIn).flat());
        if (found.length >= most) return found;
      }
    }
    return found;
  }

  async sample(day: Day, most: number): Promise<HistorySample> {
    const pk = historyPartition(ORGANISATION, day);
    const first = await this.#page({ ...between(pk, `${day}T`, `${day}U`), Limit: WHOLE_PAGES });
    const pages = first.next ? await this.#hourlyPages(pk, day) : first.items;
    const items = uniqueItems(pages);
    const step = Math.max(1, Math.ceil(items.length / most));
    const thinned = items.filter((_, index) => index % step === 0);
    return { items: thinned, whole: !first.next && step === 1 };
  }

  /** The first pages of each hour. */
  async #hourlyPages(pk: string, day: Day): Promise<Item[]> {
    const hours = Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}`);
    const pages = await inBatches(hours, (hour) =>
      this.#page({ ...between(pk, `${hour}#`, `${hour}${AFTER}`), Limit: HOUR_PAGES }),
    );
    return pages.flatMap(({ items }) => items);
  }

  #page(query: TableQuery) {
    return this.#table.page({ ...query, ConsistentRead: false });
  }

  async entries(keys: readonly EntryKey[]): Promise<Entry[]> {
    const wanted = keys.map(entryKey);
    const items = await this.#table.batchGet(wanted);
    const byKey = new Map(
      items.map((item) => [`${textAttribute(item['pk'])}\n${textAttribute(item['sk'])}`, item]),
    );
    return wanted.flatMap(({ pk, sk }) => {
      const item = byKey.get(`${pk}\n${sk}`);
      return item ? readableEntries([item]) : [];
    });
  }

  async *entriesOfDay(day: Day, after?: DayPlace): AsyncGenerator<readonly Entry[]> {
    for await (const { entries } of this.#entries.pages(day, {}, { after })) yield entries;
  }

  async entriesById(id: string, days: readonly Day[]): Promise<Entry[]> {
    // A correction is in the lane of the entry it corrects.
    const name = id.replace(CORRECTION_SUFFIX, '');
    const held = await heldAmong(this.#table, days);
    return this.entries(
      held.map((day) => ({ day, lane: laneOf(name, laneCount(this.#settings.lanes, day)), id })),
    );
  }

  heldAmong(days: readonly Day[]): Promise<readonly Day[]> {
    return heldAmong(this.#table, days);
  }

  async *#hoursOf(pk: string, low: string, high: string): AsyncGenerator<HistoryHour> {
    let hour: { readonly name: string; readonly items: HistoryItem[] } | undefined;
    const pages = this.#table.pages({ ...between(pk, low, high), ScanIndexForward: false });
    for await (const items of pages) {
      for (const item of items) {
        const [name = ''] = textAttribute(item['sk']).split('#');
        if (hour && hour.name !== name) yield hourOfName(hour);
        if (hour?.name !== name) hour = { name, items: [] };
        hour.items.push(...readableItems([item], listedIn).flat());
      }
    }
    if (hour) yield hourOfName(hour);
  }
}

/** What a page of an hour lists. Throws a TypeError for what is no page. */
function listedIn({ sk, k }: Item): HistoryItem[] {
  const [hour = ''] = textAttribute(sk).split('#');
  return listed(hour, textAttribute(k));
}

/** What pages list, each entry once, by time. */
function uniqueItems(pages: readonly Item[]): HistoryItem[] {
  const items = readableItems(pages, listedIn).flat();
  const unique = new Map(items.map((item) => [`${item.lane} ${item.id}`, item]));
  return [...unique.values()].sort(
    orderedBy(
      ascending(({ occurredAt }) => occurredAt),
      ascending(({ id }) => id),
    ),
  );
}

function hourOfName({ name, items }: { name: string; items: HistoryItem[] }): HistoryHour {
  const [day, hour = ''] = name.split('T');
  return { day: dayText(day), hour, items };
}

/** One line for each entry: time, lane, id. */
function listed(hour: string, lines: string): HistoryItem[] {
  const day = dayText(hour.split('T')[0]);
  return lines.split('\n').map((line) => {
    const [occurredAt = '0', lane = '0', id = ''] = line.split('\t');
    return { day, lane: Number(lane), id, occurredAt: Number(occurredAt) };
  });
}
