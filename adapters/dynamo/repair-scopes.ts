import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  DAY_INDEX,
  DAY_INDEX_PARTITION_KEY,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
} from '../../contracts/table-layout.ts';
import { type Contribution, contributionsOf, lateFrom } from '../../core/spend/contributions.ts';
import type { CountedEntry, OpenEntry, RepairScope, StandingTotal } from '../../core/spend/repair-ports.ts';
import type { HistoryListing, LedgerRecord } from '../../core/spend/spend-ports.ts';
import { type Day, daysBetween, daysOfMonth, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { laneCount, type LaneRule } from '../../core/usage/lanes.ts';
import { COUNTED_PROJECTION, countedEntry } from './counted-entry.ts';
import { textOf } from './document-client.ts';
import { entryOf, type Item } from './entry-item.ts';
import {
  entryPartition,
  historyPartition,
  type ItemKey,
  organisationPartition,
  tagPartition,
  totalKey,
  userDayPartition,
} from './keys.ts';
import { queryItems } from './mark-reader.ts';
import { dayScopeOf, lateScopeOf } from './parse-key.ts';
import { ledgerRecord } from './stream-record.ts';
import { standingTotal } from './repair-store.ts';
import { batchGet } from './batch-get.ts';
import { inParallel } from './run-queries.ts';
import { wirePages } from './wire-query.ts';

export interface RepairScopeSettings {
  readonly timeZone: string;
  readonly lanes: readonly LaneRule[];
  readonly trackedTags: readonly string[];
}

type Owner = Exclude<HistoryListing['of'], { kind: 'organisation' }>;

/** Makes the scopes that a repair can take: a whole day, or one user, resource or group on a day. */
export class RepairScopes {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #settings: RepairScopeSettings;

  constructor(client: DynamoDBDocumentClient, table: string, settings: RepairScopeSettings) {
    this.#client = client;
    this.#table = table;
    this.#settings = settings;
  }

  /** Every total of a day, from the day's own partitions: complete without any index. */
  day(day: Day): RepairScope {
    return {
      name: day,
      totals: () => this.#dayTotals(day),
      entries: () => this.#entriesOf([day]),
      covers: ({ scope }) => 'day' in scope && scope.day === day,
    };
  }

  /** One owner's totals of a day, from its history pages, which list whatever is in the totals. */
  owner(of: Owner, day: Day): RepairScope {
    return {
      name: `${of.kind} ${of.kind === 'user' ? of.userId : `${of.type}/${of.id}`} on ${day}`,
      totals: () => this.#ownerTotals(of, day),
      entries: () => this.#ownerEntries(of, `${day}T`),
      covers: (contribution) => belongsTo(contribution, of, day),
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
      name: `late entries of ${month}`,
      totals: () => this.#lateTotals(month),
      entries: () => this.#entriesOf(daysBetween(from, to), late),
      covers: ({ scope }) => scope.kind === 'late' && scope.month === month,
    };
  }

  /** One user's total of what was recorded late for a month, from the user's history pages of the month. */
  lateUser(userId: string, month: Month): RepairScope {
    const scope = { kind: 'late', month, of: { kind: 'user', userId } } as const;
    return {
      name: `late entries of user ${userId} in ${month}`,
      totals: async () => asTotals(await batchGet(this.#client, this.#table, [totalKey(scope)]), lateScopeOf),
      entries: () => this.#ownerEntries({ kind: 'user', userId }, `${month}-`),
      covers: (contribution) => this.#sameTotal(contribution.scope, scope),
    };
  }

  #sameTotal(one: Contribution['scope'], other: Contribution['scope']): boolean {
    if (one.kind !== other.kind) return false;
    const [a, b] = [totalKey(one), totalKey(other)];
    return a.pk === b.pk && a.sk === b.sk;
  }

  /** Stored entries as the aggregator takes them; what is gone or cannot be read is left out. */
  async records(entries: readonly OpenEntry[]): Promise<LedgerRecord[]> {
    const keys = entries.map(({ mark, id }) => ({ pk: mark.partition, sk: id }));
    const items = await batchGet(this.#client, this.#table, keys);
    return items.flatMap((item) => ledgerRecord(item, '0', this.#settings.timeZone) ?? []);
  }

  /** Days on which history lists the owner, oldest first. */
  async daysOf(of: Owner): Promise<Day[]> {
    const days = new Set<Day>();
    for await (const page of this.#query(historyPartition(of, ''), { ProjectionExpression: 'sk' })) {
      days.add(textOf(page['sk']).slice(0, 10));
    }
    return [...days].sort();
  }

  async #dayTotals(day: Day): Promise<Map<string, StandingTotal>> {
    const { trackedTags } = this.#settings;
    const partitions: [string, string?][] = [];
    for (let lane = 0; lane < laneCount(this.#settings.lanes, day); lane++) {
      const organisation = organisationPartition(monthOf(day), lane);
      partitions.push([organisation, `${day}#`], [organisation, `op#${day}#`], [userDayPartition(day, lane)]);
    }
    for (const tag of trackedTags) partitions.push([tagPartition(day, tag)]);
    const [found, resources, groups] = await Promise.all([
      inParallel(partitions, ([pk, begins]) => this.#all(pk, begins)),
      this.#indexKeys(`RD#${day}`),
      this.#indexKeys(`GD#${day}`),
    ]);
    const indexed = await batchGet(this.#client, this.#table, [...resources, ...groups]);
    return asTotals([...found.flat(), ...indexed]);
  }

  async #all(pk: string, begins: string | undefined): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.#query(pk, {}, begins)) items.push(item);
    return items;
  }

  async #lateTotals(month: Month): Promise<Map<string, StandingTotal>> {
    const items: Item[] = [];
    for await (const item of this.#query(`${PREFIX.late}${month}`)) items.push(item);
    return asTotals(items, lateScopeOf);
  }

  async *#entriesOf(
    days: readonly Day[],
    filter?: { readonly FilterExpression: string; readonly cut: Record<string, { N: string }> },
  ): AsyncGenerator<CountedEntry[], void, undefined> {
    const { lanes, timeZone } = this.#settings;
    for (const day of days) {
      for (let lane = 0; lane < laneCount(lanes, day); lane++) {
        const pages = wirePages(this.#client, {
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk',
          ...COUNTED_PROJECTION,
          ...(filter ? { FilterExpression: filter.FilterExpression } : {}),
          ExpressionAttributeValues: { ':pk': { S: entryPartition(day, lane) }, ...filter?.cut },
        });
        for await (const page of pages) yield page.map((item) => countedEntry(item, timeZone));
      }
    }
  }

  async #ownerTotals(of: Owner, day: Day): Promise<Map<string, StandingTotal>> {
    if (of.kind === 'resource') {
      const { pk } = totalKey({ kind: 'resource', day, resource: of });
      const items: Item[] = [];
      for await (const item of this.#query(pk, {}, `D#${day}`)) items.push(item);
      return asTotals(items);
    }
    return asTotals(await batchGet(this.#client, this.#table, this.#exactKeys(of, day)));
  }

  #exactKeys(of: Owner, day: Day): ItemKey[] {
    if (of.kind !== 'user') return [totalKey({ kind: 'group', day, group: of })];
    const { userId } = of;
    const lanes = Array.from({ length: laneCount(this.#settings.lanes, day) }, (_, lane) => lane);
    return lanes.map((lane) => totalKey({ kind: 'user', day, lane, userId }));
  }

  async *#ownerEntries(of: Owner, begins: string): AsyncGenerator<CountedEntry[], void, undefined> {
    const keys = new Map<string, ItemKey>();
    for await (const page of this.#query(historyPartition(of, ''), {}, begins)) {
      const day = textOf(page['sk']).slice(0, 10);
      for (const line of textOf(page['k']).split('\n')) {
        const [, lane = '0', id = ''] = line.split('\t');
        keys.set(`${day} ${lane} ${id}`, { pk: entryPartition(day, Number(lane)), sk: id });
      }
    }
    const all = [...keys.values()];
    for (let start = 0; start < all.length; start += 100) {
      const items = await batchGet(this.#client, this.#table, all.slice(start, start + 100));
      yield items.map((item) => this.#countedEntry(item));
    }
  }

  #countedEntry(item: Item): CountedEntry {
    const entry = entryOf(item);
    return {
      mark: { batch: entry.mark.batch, partition: textOf(item['pk']) },
      index: entry.mark.index,
      id: entry.id,
      contributions: contributionsOf(entry, this.#settings.timeZone),
    };
  }

  async #indexKeys(dpk: string): Promise<ItemKey[]> {
    const keys: ItemKey[] = [];
    let start: Item | undefined;
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: DAY_INDEX,
          KeyConditionExpression: `${DAY_INDEX_PARTITION_KEY} = :dpk`,
          ExpressionAttributeValues: { ':dpk': dpk },
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      for (const item of answer.Items ?? []) {
        keys.push({ pk: textOf(item[PARTITION_KEY]), sk: textOf(item[SORT_KEY]) });
      }
      start = answer.LastEvaluatedKey;
    } while (start);
    return keys;
  }

  #query(pk: string, more: { ProjectionExpression?: string } = {}, begins?: string) {
    return queryItems(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: begins === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ...(begins === undefined ? {} : { ':sk': begins }) },
      ...more,
    });
  }
}

function asTotals(items: readonly Item[], scopeOf = dayScopeOf): Map<string, StandingTotal> {
  const totals = new Map<string, StandingTotal>();
  for (const item of items) {
    const scope = scopeOf(item);
    if (scope) totals.set(`${textOf(item['pk'])} ${textOf(item['sk'])}`, standingTotal(scope, item));
  }
  return totals;
}

function belongsTo({ scope }: Contribution, of: Owner, day: Day): boolean {
  if (!('day' in scope) || scope.day !== day) return false;
  if (of.kind === 'user') return scope.kind === 'user' && scope.userId === of.userId;
  const reference =
    scope.kind === 'resource' ? scope.resource : scope.kind === 'group' ? scope.group : undefined;
  return scope.kind === of.kind && reference?.type === of.type && reference.id === of.id;
}
