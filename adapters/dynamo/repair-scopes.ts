import { SORT_KEY } from '../../contracts/table-layout.ts';
import { lateFrom } from '../../core/spend/contributions.ts';
import type { Owner } from '../../core/spend/recalculate.ts';
import { scopeText } from '../../core/scopes/scope.ts';
import type {
  CountedEntry,
  EntriesPage,
  OpenEntry,
  PassStart,
  RepairScope,
} from '../../core/spend/repair-ports.ts';
import type { StoredRecord } from '../../core/spend/ledger-record.ts';
import { type Day, daysBetween, daysOfMonth, type Month } from '../../core/time/ledger-time.ts';
import { laneCount } from '../../core/usage/lanes.ts';
import { UnreadableEntryError } from '../../core/usage/unreadable.ts';
import { COUNTED_PROJECTION, countedEntry } from './counted-entry.ts';
import { dayText, textAttribute } from './document-client.ts';
import { entryOf, type Item } from './entry-item.ts';
import { entryPartition, type ItemKey } from './keys.ts';
import { queryPartition, StandingTotals, type StandingTotalSettings } from './standing-totals.ts';
import { storedRecord } from './stream-record.ts';
import { ownersPartition } from './total-keys.ts';
import { atMost, MAX_KEYS, type Table } from './table.ts';
import type { WireItem } from './attribute-values.ts';
import { batchesOf } from '../../core/in-batches.ts';

export interface RepairScopeSettings extends StandingTotalSettings {
  readonly timeZone: string;
}

/** Makes the scopes that a repair can take: a whole day, or one user, resource or group on a day. */
export class RepairScopes {
  readonly #table: Table;
  readonly #settings: RepairScopeSettings;
  readonly #totals: StandingTotals;

  constructor(table: Table, settings: RepairScopeSettings) {
    this.#table = table;
    this.#settings = settings;
    this.#totals = new StandingTotals(table, settings);
  }

  /** Every total of a day, from the day's own partitions: complete without any index. */
  day(day: Day): RepairScope {
    return {
      timeZone: this.#settings.timeZone,
      name: day,
      totals: (from) => this.#totals.ofDay(day, from),
      entries: (from) => this.#entriesOf([day], from),
      read: (totals) => this.#totals.read(totals),
      covers: ({ total }) => 'day' in total && total.day === day,
    };
  }

  /** One owner's totals of a day, from its history pages, which list whatever is in the totals. */
  owner(of: Owner, day: Day): RepairScope {
    return {
      timeZone: this.#settings.timeZone,
      name: `${of.kind} ${of.type === undefined ? of.id : `${of.type}/${of.id}`} on ${day}`,
      totals: () => this.#totals.ofOwner(of, day),
      entries: (from) => this.#ownerEntries(of, `${day}T`, from),
      read: (totals) => this.#totals.read(totals),
      covers: ({ total }) =>
        total.kind === 'day' && total.day === day && scopeText(total.of) === scopeText(of),
    };
  }

  /** What was recorded late for a month, from the month's days: only late entries come over the wire. */
  late(month: Month): RepairScope {
    const { from, to } = daysOfMonth(month);
    const late = {
      FilterExpression: '#r >= :cut',
      cut: { ':cut': { N: String(lateFrom(month, this.#settings.timeZone)) } },
    };
    return {
      timeZone: this.#settings.timeZone,
      name: `late entries of ${month}`,
      totals: (from) => this.#totals.late(month, from),
      entries: (start) => this.#entriesOf(daysBetween(from, to), start, late),
      read: (totals) => this.#totals.read(totals),
      covers: ({ total }) => total.kind === 'late' && total.month === month,
    };
  }

  /** One user's total of what was recorded late for a month, from the user's history pages of the month. */
  lateUser(userId: string, month: Month): RepairScope {
    const user: Owner = { kind: 'user', id: userId };
    return {
      timeZone: this.#settings.timeZone,
      name: `late entries of user ${userId} in ${month}`,
      totals: () => this.#totals.lateUser(userId, month),
      entries: (from) => this.#ownerEntries(user, `${month}-`, from),
      read: (totals) => this.#totals.read(totals),
      covers: ({ total }) =>
        total.kind === 'late' && total.month === month && scopeText(total.of) === scopeText(user),
    };
  }

  /** Stored entries; what is gone or cannot be read is left out. */
  async records(entries: readonly OpenEntry[]): Promise<StoredRecord[]> {
    const keys = entries.map(({ mark, id }) => ({ pk: mark.partition, sk: id }));
    const items = await this.#table.batchGet(keys);
    return items.flatMap((item) => storedRecord(item, '0') ?? []);
  }

  /** Days on which history lists the owner, oldest first. */
  async daysOf(of: Owner): Promise<Day[]> {
    const days = new Set<Day>();
    for await (const page of queryPartition(this.#table, ownersPartition(of), {
      ProjectionExpression: 'sk',
    })) {
      days.add(dayText(textAttribute(page['sk']).slice(0, 10)));
    }
    return [...days].sort();
  }

  async *#entriesOf(
    days: readonly Day[],
    { after, atOnce }: PassStart = {},
    filter?: { readonly FilterExpression: string; readonly cut: Record<string, { N: string }> },
  ): AsyncGenerator<EntriesPage, void, undefined> {
    const [first, firstLane, behind] = placeOfText(after);
    for (const day of days.filter((one) => one >= first)) {
      const lanes = laneCount(this.#settings.lanes, day);
      for (let lane = day === first ? firstLane : 0; lane < lanes; lane++) {
        const start = day === first && lane === firstLane ? behind : '';
        const pages = this.#table.placedPages({
          KeyConditionExpression: start === '' ? 'pk = :pk' : 'pk = :pk AND sk > :sk',
          ...COUNTED_PROJECTION,
          ...atMost(atOnce),
          ...(filter ? { FilterExpression: filter.FilterExpression } : {}),
          ExpressionAttributeValues: {
            ':pk': { S: entryPartition(day, lane) },
            ...(start === '' ? {} : { ':sk': { S: start } }),
            ...filter?.cut,
          },
        });
        for await (const { items, looked, next } of pages) {
          const place = next ? [day, lane, next[SORT_KEY]?.S ?? ''] : [day, lane + 1, ''];
          yield { items: items.map((item) => readCounted(item, day)), looked, next: JSON.stringify(place) };
        }
      }
    }
  }

  /**
   * Entries that history lists for an owner, hour by hour: an entry that it lists twice is listed twice within its
   * hour.
   */
  async *#ownerEntries(
    of: Owner,
    begins: string,
    { after }: PassStart = {},
  ): AsyncGenerator<EntriesPage, void, undefined> {
    for await (const { hour, keys } of this.#ownerHours(of, begins, after)) {
      const batches = batchesOf(keys, MAX_KEYS);
      for (const batch of batches) {
        const items = await this.#table.batchGet(batch);
        const isLast = batch === batches.at(-1);
        yield { items: items.map(wholeEntry), looked: items.length, next: isLast ? hour : undefined };
      }
    }
  }

  async *#ownerHours(of: Owner, begins: string, after = '') {
    let hour = '';
    let keys = new Map<string, ItemKey>();
    for await (const page of queryPartition(this.#table, ownersPartition(of), {}, begins)) {
      const name = textAttribute(page['sk']).split('#')[0] ?? '';
      if (name <= after) continue;
      if (name !== hour) {
        if (keys.size > 0) yield { hour, keys: [...keys.values()] };
        [hour, keys] = [name, new Map<string, ItemKey>()];
      }
      const day = dayText(name.split('T')[0]);
      for (const line of textAttribute(page['k']).split('\n')) {
        const [, lane = '0', id = ''] = line.split('\t');
        keys.set(`${lane} ${id}`, { pk: entryPartition(day, Number(lane)), sk: id });
      }
    }
    if (keys.size > 0) yield { hour, keys: [...keys.values()] };
  }
}

/** Where a pass over days goes on: a lane of a day and the last entry that was read of it. */
function placeOfText(text: string | undefined): readonly [day: string, lane: number, behind: string] {
  return text === undefined ? ['', 0, ''] : (JSON.parse(text) as [string, number, string]);
}

function wholeEntry(item: Item): CountedEntry {
  const entry = entryOf(item);
  return {
    mark: { batch: entry.mark.batch, partition: textAttribute(item['pk']) },
    index: entry.mark.index,
    id: entry.id,
    facts: entry,
  };
}

/** Throws an UnreadableEntryError that names the entry: to leave it out would take its cost out of all totals. */
function readCounted(item: WireItem, day: Day): CountedEntry {
  try {
    return countedEntry(item);
  } catch (error) {
    throw new UnreadableEntryError(`${day} ${item[SORT_KEY]?.S ?? ''}`, error);
  }
}
