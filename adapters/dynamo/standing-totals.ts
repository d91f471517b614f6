import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  DAY_INDEX,
  DAY_INDEX_PARTITION_KEY,
  INDEX_PREFIX,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
  SORT_PREFIX,
} from '../../contracts/table-layout.ts';
import type { StandingTotal } from '../../core/spend/repair-ports.ts';
import type { HistoryListing } from '../../core/spend/spend-ports.ts';
import { type Day, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { laneCount, type LaneRule } from '../../core/usage/lanes.ts';
import { batchGet } from './batch-get.ts';
import { textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { type ItemKey, organisationPartition, tagPartition, totalKey, userDayPartition } from './keys.ts';
import { queryItems } from './mark-reader.ts';
import { dayScopeOf, lateScopeOf } from './parse-key.ts';
import { standingTotal } from './repair-store.ts';
import { inParallel } from './run-queries.ts';

export interface StandingTotalSettings {
  readonly lanes: readonly LaneRule[];
  readonly trackedTags: readonly string[];
}

/** Whose history the ledger keeps apart. */
export type Owner = Exclude<HistoryListing['of'], { kind: 'organisation' }>;

/** Reads totals as they stand, by the key of their item, for a repair to compare them with their entries. */
export class StandingTotals {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #settings: StandingTotalSettings;

  constructor(client: DynamoDBDocumentClient, table: string, settings: StandingTotalSettings) {
    this.#client = client;
    this.#table = table;
    this.#settings = settings;
  }

  /** Every total of a day; those of resources and groups are found through the index. */
  async ofDay(day: Day): Promise<Map<string, StandingTotal>> {
    const { trackedTags } = this.#settings;
    const partitions: [string, string?][] = [];
    for (let lane = 0; lane < laneCount(this.#settings.lanes, day); lane++) {
      const organisation = organisationPartition(monthOf(day), lane);
      partitions.push(
        [organisation, `${day}#`],
        [organisation, `${SORT_PREFIX.operation}${day}#`],
        [userDayPartition(day, lane)],
      );
    }
    for (const tag of trackedTags) partitions.push([tagPartition(day, tag)]);
    const [found, resources, groups] = await Promise.all([
      inParallel(partitions, ([pk, begins]) => this.#all(pk, begins)),
      this.#indexKeys(`${INDEX_PREFIX.resourcesOfDay}${day}`),
      this.#indexKeys(`${INDEX_PREFIX.groupsOfDay}${day}`),
    ]);
    const indexed = await batchGet(this.#client, this.#table, [...resources, ...groups]);
    return asTotals([...found.flat(), ...indexed]);
  }

  async #all(pk: string, begins: string | undefined): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.#query(pk, begins)) items.push(item);
    return items;
  }

  /** What was recorded late for a month, every scope of it. */
  async late(month: Month): Promise<Map<string, StandingTotal>> {
    const items: Item[] = [];
    for await (const item of this.#query(`${PREFIX.late}${month}`)) items.push(item);
    return asTotals(items, lateScopeOf);
  }

  /** One user's total of what was recorded late for a month. */
  async lateUser(userId: string, month: Month): Promise<Map<string, StandingTotal>> {
    const key = totalKey({ kind: 'late', month, of: { kind: 'user', userId } });
    return asTotals(await batchGet(this.#client, this.#table, [key]), lateScopeOf);
  }

  /** One owner's totals of a day: a user has one for each lane. */
  async ofOwner(of: Owner, day: Day): Promise<Map<string, StandingTotal>> {
    if (of.kind === 'resource') {
      const { pk } = totalKey({ kind: 'resource', day, resource: of });
      const items: Item[] = [];
      for await (const item of this.#query(pk, `${SORT_PREFIX.day}${day}`)) items.push(item);
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

  #query(pk: string, begins?: string) {
    return queryPartition(this.#client, this.#table, pk, {}, begins);
  }
}

/** Items of one partition, consistently read; `begins` starts their sort keys. */
export function queryPartition(
  client: DynamoDBDocumentClient,
  table: string,
  pk: string,
  more: { readonly ProjectionExpression?: string } = {},
  begins?: string,
): AsyncGenerator<Item, void, undefined> {
  return queryItems(client, {
    TableName: table,
    KeyConditionExpression: begins === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ...(begins === undefined ? {} : { ':sk': begins }) },
    ...more,
  });
}

function asTotals(items: readonly Item[], scopeOf = dayScopeOf): Map<string, StandingTotal> {
  const totals = new Map<string, StandingTotal>();
  for (const item of items) {
    const scope = scopeOf(item);
    if (scope) totals.set(`${textOf(item['pk'])} ${textOf(item['sk'])}`, standingTotal(scope, item));
  }
  return totals;
}
