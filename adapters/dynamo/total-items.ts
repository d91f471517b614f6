import { OWN_TOTAL_KINDS, type OwnTotalKind } from '../../contracts/scopes.ts';
import { SORT_PREFIX } from '../../contracts/table-layout.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { inBatches } from '../../core/in-batches.ts';
import type { Scope } from '../../core/scopes/scope.ts';
import type { PassStart } from '../../core/spend/repair-ports.ts';
import type { CellTotalId, DayTotalId, TotalId } from '../../core/spend/total-id.ts';
import { type Day, daysBetween, monthOf } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { laneCount, type LaneRule, userLaneOf } from '../../core/usage/lanes.ts';
import type { Item } from './entry-item.ts';
import { heldAmong, heldAmongEach } from './month-notes.ts';
import { between } from './run-queries.ts';
import { codecOf, type DayPlace, numbersTo, organisationPartition, referenceKey } from './day-total-keys.ts';
import { type DayItem, itemKey, lane0Text, named, type NamedItem, readEveryLane } from './named-items.ts';
import { atMost, type Table, type TableQuery } from './table.ts';
import { totalOf } from './total-item.ts';
import { AFTER, placeQuery } from './total-queries.ts';

/** Keys, cost, events, events without a price; the number of lanes is an `n` too. */
const SUMS = 'pk, sk, c, n, x';

/** One scope and the days that are asked for; without days, all of a scope that has them side by side. */
export interface ScopeDays {
  readonly scope: Scope<OwnTotalKind>;
  readonly days: Days | undefined;
}

/** Reads totals as the table stores them: partitions, lanes and sort keys once, for every reader of totals. */
export class TotalItems {
  readonly #table: Table;
  readonly #lanes: readonly LaneRule[];
  readonly #attributes: string | undefined;
  /** The same for queries. */
  readonly #only: { readonly ProjectionExpression?: string };

  /** With `sumsOnly` an item comes without its hours, usage and models: those are most of its bytes. */
  constructor(table: Table, lanes: readonly LaneRule[], { sumsOnly = false } = {}) {
    this.#table = table;
    this.#lanes = lanes;
    this.#attributes = sumsOnly ? SUMS : undefined;
    this.#only = this.#attributes === undefined ? {} : { ProjectionExpression: this.#attributes };
  }

  /** Every cell of the organisation on these days. */
  cells(days: Days): Promise<NamedItem<CellTotalId>[]> {
    return this.#organisation<CellTotalId>(days, '');
  }

  /** Every operation on these days: their keys follow those of the cells. */
  operations(days: Days): Promise<DayItem<'operation'>[]> {
    return this.#organisation<DayTotalId<'operation'>>(days, SORT_PREFIX.operation);
  }

  /**
   * Every total of a kind on these days; of tags, those of these types; of resources, those of one group if
   * given. What comes from the day index has cost and counts only, and lags behind by moments.
   */
  async each<K extends OwnTotalKind>(
    kind: K,
    days: readonly Day[],
    among: { readonly types?: readonly string[]; readonly group?: Reference | undefined } = {},
  ): Promise<DayItem<K>[]> {
    const begins = among.group && `${referenceKey(among.group)}#`;
    const places = (await heldAmong(this.#table, days)).flatMap((day) =>
      codecOf(kind).places(day, laneCount(this.#lanes, day), among.types ?? []),
    );
    const found = await inBatches(places, (place) =>
      this.#place(begins === undefined ? place : { ...place, begins }),
    );
    return found.flat().flatMap((item) => named<DayTotalId<K>>(item));
  }

  /**
   * Ids and events of a kind that has its days in partitions of their own, in pages; one for each lane of a total.
   */
  async *eventsOf(
    kind: 'user',
    day: Day,
  ): AsyncGenerator<{ readonly id: string; readonly events: number }[]> {
    if ((await heldAmong(this.#table, [day])).length === 0) return;
    for (const place of codecOf(kind).places(day, laneCount(this.#lanes, day), [])) {
      for await (const items of this.#table.pages({
        ...placeQuery(place),
        ProjectionExpression: 'pk, sk, n',
      })) {
        yield items
          .flatMap((item) => named<DayTotalId<'user'>>(item))
          .map(({ of, item }) => ({ id: of.of.id, events: totalOf(item).events }));
      }
    }
  }

  /**
   * The days of each scope that have a total, one item for each lane: exact keys in one BatchGet, which also tells
   * whether there are other lanes to look at, collections by Query.
   */
  async of(wanted: readonly ScopeDays[]): Promise<DayItem[][]> {
    const lists = wanted.map(({ scope, days }) =>
      days && !codecOf(scope.kind).collection ? daysBetween(days.from, days.to) : [],
    );
    const held = await heldAmongEach(this.#table, lists);
    const totals = wanted.map(({ scope }, index) => this.#totalsOf(scope, held[index] ?? []));
    const [items, collections] = await Promise.all([
      this.#exact(totals.flat()),
      Promise.all(wanted.map((one) => this.#collection(one))),
    ]);
    const byLane0 = Map.groupBy(items, ({ of }) => lane0Text(of));
    return wanted.map((_, index) => [
      ...(totals[index] ?? []).flatMap((total) => byLane0.get(lane0Text(total)) ?? []),
      ...(collections[index] ?? []).flatMap((item) => named<DayTotalId>(item)),
    ]);
  }

  /** Totals by their names, in whichever of their lanes they are; each once. */
  async #exact(totals: readonly DayTotalId[]): Promise<DayItem[]> {
    const unique = [...new Map(totals.map((total) => [lane0Text(total), total])).values()];
    if (unique.length === 0) return [];
    return readEveryLane(this.#table, unique, { attributes: this.#attributes });
  }

  /** Every total of a day, consistently read, in parts: what the day index lists is read again from the table. */
  async *pagesOfDay(
    day: Day,
    types: readonly string[],
    { after, atOnce }: PassStart = {},
  ): AsyncGenerator<{ readonly items: NamedItem[]; readonly next: string | undefined }> {
    const queries = await this.#queriesOfDay(day, types);
    let [index, start] = placeOfText(after);
    for (let query = queries[index]; query; query = queries[index]) {
      const { items, next } = await this.#table.page({
        ...query,
        ...atMost(atOnce),
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      const whole = query.IndexName === undefined ? items : await this.#table.batchGet(items.map(itemKey));
      [index, start] = next ? [index, next] : [index + 1, undefined];
      const place = index < queries.length ? JSON.stringify([index, start]) : undefined;
      yield { items: whole.flatMap((item) => named(item)), next: place };
    }
  }

  /** The queries that bring every total of a day, always in the same order. */
  async #queriesOfDay(day: Day, types: readonly string[]): Promise<TableQuery[]> {
    if ((await heldAmong(this.#table, [day])).length === 0) return [];
    const lanes = laneCount(this.#lanes, day);
    const cells = numbersTo(lanes).map((lane) =>
      between(organisationPartition(monthOf(day), lane), `${day}#`, `${day}${AFTER}`),
    );
    const others = OWN_TOTAL_KINDS.flatMap((kind) => codecOf(kind).places(day, lanes, types).map(placeQuery));
    return [...cells, ...others];
  }

  /** One scope's totals of a day in whichever lane they are, consistently read. */
  async ofScope(scope: Scope<OwnTotalKind>, day: Day): Promise<DayItem[]> {
    const { collection, lanes } = codecOf(scope.kind);
    if (collection) {
      const items = await this.#place({ pk: collection(scope), begins: `${SORT_PREFIX.day}${day}` });
      return items.flatMap((item) => named<DayTotalId>(item));
    }
    const count = lanes === 'none' ? 1 : laneCount(this.#lanes, day);
    return this.#exact(numbersTo(count).map((lane) => ({ kind: 'day', day, lane, of: scope })));
  }

  #totalsOf(scope: Scope<OwnTotalKind>, days: readonly Day[]): DayTotalId[] {
    if (codecOf(scope.kind).collection) return [];
    return days.flatMap((day) =>
      this.#lanesOf(scope, day).map((lane) => ({ kind: 'day', day, lane, of: scope }) as const),
    );
  }

  #lanesOf(scope: Scope<OwnTotalKind>, day: Day): number[] {
    switch (codecOf(scope.kind).lanes) {
      case 'none':
        return [0];
      case 'of the entry':
        return numbersTo(laneCount(this.#lanes, day));
      case 'of the id':
        return [userLaneOf(this.#lanes, day, scope.id === SYSTEM_USER ? undefined : scope.id)];
    }
  }

  /** A resource may have one item for each group that it was seen in. */
  async #collection({ scope, days }: ScopeDays): Promise<Item[]> {
    const { collection } = codecOf(scope.kind);
    // DynamoDB refuses a range that ends before it begins.
    if (!collection || (days && days.from > days.to)) return [];
    const first = SORT_PREFIX.day + (days?.from ?? '');
    const last = days ? `${SORT_PREFIX.day}${days.to}${AFTER}` : SORT_PREFIX.day.replace('#', AFTER);
    return this.#table.queryAll({ ...between(collection(scope), first, last), ...this.#only });
  }

  #place(place: DayPlace): Promise<Item[]> {
    return this.#table.queryAll({ ...placeQuery(place), ...this.#only });
  }

  /** The organisation's partitions are by month; a month has as many lanes as its busiest day. */
  async #organisation<T extends TotalId>(days: Days, prefix: string): Promise<NamedItem<T>[]> {
    const held = await heldAmong(this.#table, daysBetween(days.from, days.to));
    const months = Map.groupBy(held, monthOf);
    const partitions = [...months].flatMap(([month, inside]) => {
      const lanes = Math.max(...inside.map((day) => laneCount(this.#lanes, day)));
      return numbersTo(lanes).map((lane) => organisationPartition(month, lane));
    });
    const [first, last] = [`${prefix}${days.from}#`, `${prefix}${days.to}${AFTER}`];
    const found = await inBatches(partitions, (pk) =>
      this.#table.queryAll({ ...between(pk, first, last), ...this.#only }),
    );
    return found.flat().flatMap((item) => named<T>(item));
  }
}

/** The number of a query and where it goes on; the first one from its beginning without a text. */
function placeOfText(text: string | undefined): [query: number, start: Item | undefined] {
  if (text === undefined) return [0, undefined];
  const [query, start] = JSON.parse(text) as [number, Item | null];
  return [query, start ?? undefined];
}
