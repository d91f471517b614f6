import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SYSTEM_USER } from '../../contracts/user-names.ts';
import { SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { DaySpend, SpendQuery, SpendReader } from '../../core/budgets/budget-ports.ts';
import { addDays, daysBetween, type Day, monthOf } from '../../core/time/ledger-time.ts';
import { laneCount, type LaneRule, userLaneOf } from '../../core/usage/lanes.ts';
import { smallNumber, textOf, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import {
  groupPartition,
  type ItemKey,
  LEDGER_KEY,
  organisationPartition,
  resourcePartition,
  tagPartition,
  unescapeKey,
  userDayPartition,
} from './keys.ts';
import { between, queryAll } from './run-queries.ts';
import { batchGet } from './batch-get.ts';

/** Days of a total and where each is stored. */
type DayKeys = readonly { readonly day: Day; readonly key: ItemKey }[];

/** Spend of budgets' scope values, from totals: exact keys in one BatchGet, collections by Query. */
export class DynamoSpendReader implements SpendReader {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #lanes: readonly LaneRule[];

  constructor(client: DynamoDBDocumentClient, table: string, lanes: readonly LaneRule[]) {
    this.#client = client;
    this.#table = table;
    this.#lanes = lanes;
  }

  async read(queries: readonly SpendQuery[]): Promise<DaySpend[][]> {
    const firstDay = queries.some(({ from }) => from === undefined) ? await this.#firstDay() : undefined;
    const bounded = queries.map((query) => ({ ...query, from: query.from ?? firstDay ?? query.to }));
    const keys = bounded.map((query) => this.#keysOf(query));
    const cells = cellRange(bounded);
    const [items, organisation, collections] = await Promise.all([
      this.#items(keys),
      cells ? this.#cells(cells.from, cells.to) : [],
      Promise.all(bounded.map((query) => this.#collection(query))),
    ]);
    return bounded.map((query, index) => {
      if (isCellScope(query)) return ofCells(organisation, query);
      const exact = keys[index]?.map(({ day, key }) => spendOf(day, items.get(textOfKey(key)))) ?? [];
      return [...exact, ...(collections[index] ?? [])];
    });
  }

  async #items(keys: readonly DayKeys[]): Promise<Map<string, Item>> {
    const wanted = new Map(keys.flat().map(({ key }) => [textOfKey(key), key]));
    const items = await batchGet(this.#client, this.#table, [...wanted.values()]);
    return new Map(items.map((item) => [`${textOf(item['pk'])} ${textOf(item['sk'])}`, item]));
  }

  /** Day items of users and tags have keys that can be named. */
  #keysOf({ value, from, to }: SpendQuery & { from: Day }): DayKeys {
    if (value.kind === 'tag') {
      const { type = '', id } = value;
      return daysBetween(from, to).map((day) => ({ day, key: { pk: tagPartition(day, type), sk: id } }));
    }
    if (value.kind !== 'user') return [];
    const person = value.id === SYSTEM_USER ? undefined : value.id;
    return daysBetween(from, to).map((day) => {
      const lane = userLaneOf(this.#lanes, day, person);
      return { day, key: { pk: userDayPartition(day, lane), sk: value.id } };
    });
  }

  /**
   * Days of a resource or group; a resource may have one item for each group it was seen in. A lifetime
   * begins with the ledger, which may be later than the last day asked for: DynamoDB refuses such a range.
   */
  async #collection({ value, from, to }: SpendQuery & { from: Day }): Promise<DaySpend[]> {
    if ((value.kind !== 'resource' && value.kind !== 'group') || from > to) return [];
    const reference = { type: value.type ?? '', id: value.id };
    const pk = value.kind === 'resource' ? resourcePartition(reference) : groupPartition(reference);
    const items = await queryAll(
      this.#client,
      this.#table,
      between(pk, `${SORT_PREFIX.day}${from}`, `${SORT_PREFIX.day}${addDays(to, 1)}`),
    );
    return items.map((item) => spendOf(textOf(item['sk']).slice(2, 12), item));
  }

  async #cells(from: Day, to: Day): Promise<Cell[]> {
    const days = daysBetween(from, to);
    const months = Map.groupBy(days, monthOf);
    const lists = await Promise.all(
      [...months].flatMap(([month, inside]) => {
        const lanes = Math.max(...inside.map((day) => laneCount(this.#lanes, day)));
        const last = addDays(inside.at(-1) ?? to, 1);
        return Array.from({ length: lanes }, (_, lane) =>
          queryAll(
            this.#client,
            this.#table,
            between(organisationPartition(month, lane), inside[0] ?? from, last),
          ),
        );
      }),
    );
    return lists.flat().map(cellOf);
  }

  async #firstDay(): Promise<Day | undefined> {
    const [item] = await batchGet(this.#client, this.#table, [LEDGER_KEY]);
    return item?.['d'] === undefined ? undefined : textOf(item['d']);
  }
}

/** A day of one provider, service and model. */
interface Cell extends DaySpend {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
}

function cellOf(item: Item): Cell {
  const [day = '', ...parts] = textOf(item['sk']).split('#');
  const [provider = '', service = '', model = ''] = parts.map(unescapeKey);
  return { ...spendOf(day, item), provider, service, model };
}

function isCellScope({ value: { kind } }: SpendQuery): boolean {
  return kind === 'organisation' || kind === 'provider' || kind === 'service' || kind === 'model';
}

/** The days that any query about cells needs: they are read once for all. */
function cellRange(queries: readonly (SpendQuery & { from: Day })[]): { from: Day; to: Day } | undefined {
  const wanted = queries.filter(isCellScope);
  if (wanted.length === 0) return undefined;
  const froms = wanted.map(({ from }) => from).sort();
  const tos = wanted.map(({ to }) => to).sort();
  return { from: froms[0] ?? '', to: tos.at(-1) ?? '' };
}

function ofCells(cells: readonly Cell[], { value, from, to }: SpendQuery & { from: Day }): DaySpend[] {
  const { kind, id } = value;
  return cells.filter(
    (cell) =>
      cell.day >= from &&
      cell.day <= to &&
      (kind === 'organisation' || cell[kind as 'provider' | 'service' | 'model'] === id),
  );
}

/** A stored day total as far as budgets ask; absent is a zero. */
export function spendOf(day: Day, item: Item | undefined): DaySpend {
  return {
    day,
    cost: wholeNumber(item?.['c']),
    events: smallNumber(item?.['n']),
    unpriced: smallNumber(item?.['x']),
  };
}

function textOfKey({ pk, sk }: ItemKey): string {
  return `${pk} ${sk}`;
}
