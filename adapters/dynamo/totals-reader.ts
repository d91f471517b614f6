import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { SYSTEM_USER } from '../../contracts/user-names.ts';
import { DAY_INDEX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type {
  GroupDayTotal,
  NamedDayTotal,
  OrganisationCell,
  ResourceDayTotal,
  TotalsReader,
} from '../../core/spend/totals-reader.ts';
import type { DayTotal, Total } from '../../core/spend/total.ts';
import type { Scope } from '../../core/spend/scope.ts';
import { addMonths, type Day, daysBetween, daysOfMonth, monthOf } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { laneCount, type LaneRule, userLaneOf } from '../../core/usage/lanes.ts';
import { textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import {
  COUNTS_KEY,
  groupPartition,
  type ItemKey,
  LEDGER_KEY,
  organisationPartition,
  resourcePartition,
  tagPartition,
  totalKey,
  unescapeKey,
  userDayPartition,
} from './keys.ts';
import { indexKey, named, referenceOf, resourceDay } from './read-names.ts';
import { between, inParallel, queryAll, type TableQuery } from './run-queries.ts';
import { totalOf } from './total-item.ts';
import { batchGet } from './batch-get.ts';

/** `#` ends a day in sort keys; `$` is the next character. */
const AFTER = '$';

/** Totals as they stand in the table; consistently read wherever the table can. */
export class DynamoTotalsReader implements TotalsReader {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #lanes: readonly LaneRule[];

  constructor(client: DynamoDBDocumentClient, table: string, lanes: readonly LaneRule[]) {
    this.#client = client;
    this.#table = table;
    this.#lanes = lanes;
  }

  async firstDay(): Promise<Day | undefined> {
    const day = (await this.#item(LEDGER_KEY))?.['d'];
    return day === undefined ? undefined : textOf(day);
  }

  async cells(days: Days): Promise<OrganisationCell[]> {
    const items = await this.#organisation(days, (month) =>
      between(month, `${days.from}#`, `${days.to}${AFTER}`),
    );
    return items.map((item) => {
      const [day = '', ...names] = textOf(item['sk']).split('#');
      const [provider = '', service = '', model = ''] = names.map(unescapeKey);
      return { day, provider, service, model, total: totalOf(item) };
    });
  }

  async operations(days: Days): Promise<NamedDayTotal[]> {
    const items = await this.#organisation(days, (month) =>
      between(month, `${SORT_PREFIX.operation}${days.from}#`, `${SORT_PREFIX.operation}${days.to}${AFTER}`),
    );
    return items.map((item) => {
      const [, day = '', name = ''] = textOf(item['sk']).split('#');
      return { day, name: unescapeKey(name), total: totalOf(item) };
    });
  }

  async tagValues(tag: string, days: Days): Promise<NamedDayTotal[]> {
    const found = await inParallel(daysBetween(days.from, days.to), async (day) =>
      (await this.#partition(tagPartition(day, tag))).map((item) => named(day, item)),
    );
    return found.flat();
  }

  tagValue(tag: string, value: string, days: Days): Promise<DayTotal[]> {
    return this.#eachDay(days, (day) => ({ kind: 'tag', day, tag, value }));
  }

  async users(days: Days): Promise<NamedDayTotal[]> {
    const partitions = daysBetween(days.from, days.to).flatMap((day) =>
      numbersTo(laneCount(this.#lanes, day)).map((lane) => ({ day, pk: userDayPartition(day, lane) })),
    );
    const found = await inParallel(partitions, async ({ day, pk }) =>
      (await this.#partition(pk)).map((item) => named(day, item)),
    );
    return found.flat();
  }

  user(userId: string, days: Days): Promise<DayTotal[]> {
    const person = userId === SYSTEM_USER ? undefined : userId;
    return this.#eachDay(days, (day) => ({
      kind: 'user',
      day,
      lane: userLaneOf(this.#lanes, day, person),
      userId,
    }));
  }

  async resource(resource: Reference, days?: Days): Promise<ResourceDayTotal[]> {
    const items = await this.#collection(resourcePartition(resource), days);
    return items.map((item) => resourceDay(resource, item));
  }

  async group(group: Reference, days?: Days): Promise<DayTotal[]> {
    const items = await this.#collection(groupPartition(group), days);
    return items.map((item) => ({ day: textOf(item['sk']).slice(2), total: totalOf(item) }));
  }

  async resources(days: readonly Day[], group?: Reference): Promise<ResourceDayTotal[]> {
    const found = await inParallel(days, async (day) => {
      const { dpk, dsk } = indexKey({ kind: 'resource', day, resource: { type: '', id: '' }, group });
      const items = await this.#index(dpk, group ? dsk.slice(0, -1) : undefined);
      return items.map((item) => resourceDay(referenceOf(item), item));
    });
    return found.flat();
  }

  async groups(days: readonly Day[]): Promise<GroupDayTotal[]> {
    const found = await inParallel(days, async (day) => {
      const { dpk } = indexKey({ kind: 'group', day, group: { type: '', id: '' } });
      const items = await this.#index(dpk);
      return items.map((item) => ({ day, group: referenceOf(item), total: totalOf(item) }));
    });
    return found.flat();
  }

  async resourceDetails(wanted: readonly ResourceDayTotal[]): Promise<ResourceDayTotal[]> {
    const keys = new Map(
      wanted.map((one) => {
        const key = totalKey({ kind: 'resource', ...one });
        return [nameOf(key), { key, one }];
      }),
    );
    const items = await batchGet(
      this.#client,
      this.#table,
      [...keys.values()].map(({ key }) => key),
      false,
    );
    return items.flatMap((item) => {
      const found = keys.get(nameOf({ pk: textOf(item['pk']), sk: textOf(item['sk']) }));
      return found ? [{ ...found.one, total: totalOf(item) }] : [];
    });
  }

  async counts(): Promise<Total & { readonly outcomes: ReadonlyMap<string, number> }> {
    const { outcomes = new Map<string, number>(), ...total } = totalOf(await this.#item(COUNTS_KEY));
    return { ...total, outcomes };
  }

  async #item(Key: ItemKey): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...Key }, ConsistentRead: true }),
    );
    return Item;
  }

  #partition(pk: string): Promise<Item[]> {
    return this.#query({ KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } });
  }

  #query(query: TableQuery): Promise<Item[]> {
    return queryAll(this.#client, this.#table, query);
  }

  async #collection(pk: string, days: Days | undefined): Promise<Item[]> {
    if (days && days.from > days.to) return [];
    return this.#query(
      between(
        pk,
        `${SORT_PREFIX.day}${days?.from ?? ''}`,
        days ? `${SORT_PREFIX.day}${days.to}${AFTER}` : 'D$',
      ),
    );
  }

  /** The day index lags behind the table by moments, as every index does. */
  #index(dpk: string, begin?: string): Promise<Item[]> {
    return queryAll(this.#client, this.#table, {
      IndexName: DAY_INDEX,
      ConsistentRead: false,
      KeyConditionExpression: begin === undefined ? 'dpk = :dpk' : 'dpk = :dpk AND begins_with(dsk, :begin)',
      ExpressionAttributeValues: { ':dpk': dpk, ...(begin === undefined ? {} : { ':begin': begin }) },
    });
  }

  async #organisation(days: Days, query: (partition: string) => TableQuery): Promise<Item[]> {
    if (days.from > days.to) return [];
    const partitions: string[] = [];
    for (let month = monthOf(days.from); month <= monthOf(days.to); month = addMonths(month, 1)) {
      const { from, to } = daysOfMonth(month);
      const lanes = Math.max(...daysBetween(from, to).map((day) => laneCount(this.#lanes, day)));
      partitions.push(...numbersTo(lanes).map((lane) => organisationPartition(month, lane)));
    }
    return (await inParallel(partitions, (partition) => this.#query(query(partition)))).flat();
  }

  async #eachDay(days: Days, scopeOf: (day: Day) => Scope): Promise<DayTotal[]> {
    const keys = new Map(daysBetween(days.from, days.to).map((day) => [day, totalKey(scopeOf(day))]));
    const items = await batchGet(this.#client, this.#table, [...keys.values()]);
    const byKey = new Map(
      items.map((item) => [nameOf({ pk: textOf(item['pk']), sk: textOf(item['sk']) }), item]),
    );
    return [...keys].flatMap(([day, key]) => {
      const item = byKey.get(nameOf(key));
      return item ? [{ day, total: totalOf(item) }] : [];
    });
  }
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function nameOf({ pk, sk }: ItemKey): string {
  return `${pk}\n${sk}`;
}
