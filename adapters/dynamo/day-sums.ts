import type { OwnTotalKind } from '../../contracts/scopes.ts';
import { SORT_PREFIX } from '../../contracts/table-layout.ts';
import { inBatches } from '../../core/in-batches.ts';
import type { CellTotalId, DayTotalId, TotalId } from '../../core/spend/total-id.ts';
import { joinLanes, type Total } from '../../core/spend/total.ts';
import { type Clock, type Day, daysBetween, monthOf } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { laneCount, type LaneRule } from '../../core/usage/lanes.ts';
import { codecOf, type DayPlace, numbersTo, organisationPartition, referenceKey } from './day-total-keys.ts';
import { Cache } from '../../core/cache.ts';
import { DaySumCache } from './day-sum-cache.ts';
import { heldAmong, SHORT_DAYS } from './month-notes.ts';
import { lane0Text } from './named-items.ts';
import { between } from './run-queries.ts';
import type { Table, TableQuery } from './table.ts';
import { totalOfKey } from './total-keys.ts';
import { AFTER, placeQuery, wireQuery } from './total-queries.ts';
import { DynamoDaySumsStore, isStoredSumKind, type StoredSum } from './day-sums-store.ts';
import { INDEX_SUM_ATTRIBUTES, keyOfWire, SUM_ATTRIBUTES, sumsOfWire } from './wire-total.ts';
import type { WireItem } from './attribute-values.ts';

/** The sums of a total, with its name. */
export interface NamedSum<T extends TotalId = TotalId> {
  readonly of: T;
  readonly total: Total;
}

/** What is kept apart of a day: a kind, of tags one name. */
interface Asked<K extends OwnTotalKind> {
  readonly kind: K;
  readonly types: readonly string[];
}

/** So many are as soon read as looked for in one item each. */
const FEW_DAYS = 3;

/**
 * Cost and counts of every total of a kind, read as they travel: a tenth of the time that whole items take. Days that
 * nothing has been added to for a while stay in memory, and are believed as long as the versions of their cells, which
 * every entry raises, are what they were.
 */
export class DaySums {
  readonly #table: Table;
  readonly #lanes: readonly LaneRule[];
  readonly #kept: DaySumCache<NamedSum<DayTotalId>>;
  readonly #stored: DynamoDaySumsStore;
  /** Reads of cells on their way, by their days: an answer needs the same cells up to three times at once. */
  readonly #cells = new Cache<NamedSum<CellTotalId>[]>(0);
  /** Which of these days hold something, as it is being read: a kind and the cells ask for it side by side. */
  readonly #heldDays = new Cache<readonly Day[]>(0);

  constructor(table: Table, lanes: readonly LaneRule[], clock: Clock) {
    this.#table = table;
    this.#lanes = lanes;
    this.#kept = new DaySumCache(clock);
    this.#stored = new DynamoDaySumsStore(table);
  }

  #held(days: readonly Day[]): Promise<readonly Day[]> {
    const name = `${days[0]} ${days.at(-1)} ${days.length}`;
    return this.#heldDays.share(name, () => heldAmong(this.#table, days));
  }

  /** Every cell of the organisation on these days; who asks while the same is read hears the same. */
  cells(days: Days): Promise<NamedSum<CellTotalId>[]> {
    return this.#cells.share(`${days.from} ${days.to}`, () => this.#organisation<CellTotalId>(days, ''));
  }

  /** Every operation on these days. */
  operations(days: Days): Promise<NamedSum<DayTotalId<'operation'>>[]> {
    return this.#organisation<DayTotalId<'operation'>>(days, SORT_PREFIX.operation);
  }

  /**
   * Every total of a kind that has its days in partitions of their own or in the day index; of tags those of one name,
   * of resources those of one group if given.
   */
  async each<K extends OwnTotalKind>(
    kind: K,
    days: readonly Day[],
    { type, group }: { readonly type?: string | undefined; readonly group?: Reference | undefined } = {},
  ): Promise<NamedSum<DayTotalId<K>>[]> {
    const asked = { kind, types: type === undefined ? [] : [type] };
    const begins = group && `${referenceKey(group)}#`;
    if (days.length <= SHORT_DAYS || begins !== undefined) {
      const few = await this.#held(days);
      return (await inBatches(few, (day) => this.#day(asked, day, begins))).flat();
    }
    const [held, versions] = await Promise.all([this.#held(days), this.#versions(days)]);
    const name = `${kind} ${type ?? ''}`;
    const wanted = held.filter((day) => versions.has(day));
    const found = new Map(wanted.map((day) => [day, this.#kept.find(name, day, versions.get(day))]));
    const missing = wanted.filter((day) => !found.get(day));
    const areMany = missing.length > FEW_DAYS;
    const stored = areMany && isStoredSumKind(kind) ? await this.#stored.read(kind, missing) : undefined;
    await inBatches(missing, async (day) => {
      const state = versions.get(day);
      const inOneItem = stored?.get(day);
      const read =
        inOneItem && inOneItem.version === state?.version
          ? inOneItem.sums.map((sum) => dayOfStored(day, sum))
          : await this.#day(asked, day, undefined);
      this.#kept.keep(name, day, state, read);
      found.set(day, read);
    });
    return wanted.flatMap((day) => (found.get(day) ?? []) as readonly NamedSum<DayTotalId<K>>[]);
  }

  async #day<K extends OwnTotalKind>(
    { kind, types }: Asked<K>,
    day: Day,
    begins: string | undefined,
  ): Promise<NamedSum<DayTotalId<K>>[]> {
    const places = codecOf(kind).places(day, laneCount(this.#lanes, day), types);
    const lists = await Promise.all(places.map((place) => this.#place<DayTotalId<K>>(place, begins)));
    return joined(lists.flat());
  }

  #place<T extends TotalId>(place: DayPlace, begins: string | undefined): Promise<NamedSum<T>[]> {
    const attributes = 'dpk' in place ? INDEX_SUM_ATTRIBUTES : SUM_ATTRIBUTES;
    return this.#all<T>(placeQuery(begins === undefined ? place : { ...place, begins }), attributes);
  }

  /** By day what changes with every entry of it, and when that was last; days without cells hold nothing. */
  async #versions(days: readonly Day[]) {
    const [from, to] = [days[0], days.at(-1)];
    const found = new Map<Day, { version: bigint; changedAt: number }>();
    if (from === undefined || to === undefined) return found;
    for (const { of, total } of await this.cells({ from, to })) {
      const known = found.get(of.day);
      found.set(of.day, {
        version: (known?.version ?? 0n) + (total.version ?? 0n),
        changedAt: Math.max(known?.changedAt ?? 0, total.updatedAt ?? 0),
      });
    }
    return found;
  }

  /** The organisation's partitions are by month; a month has as many lanes as its busiest day. */
  async #organisation<T extends CellTotalId | DayTotalId>(
    days: Days,
    prefix: string,
  ): Promise<NamedSum<T>[]> {
    const held = await this.#held(daysBetween(days.from, days.to));
    const months = Map.groupBy(held, monthOf);
    const queries = [...months].flatMap(([month, inside]) => {
      const lanes = Math.max(...inside.map((day) => laneCount(this.#lanes, day)));
      return numbersTo(lanes).map((lane) =>
        between(organisationPartition(month, lane), `${prefix}${days.from}#`, `${prefix}${days.to}${AFTER}`),
      );
    });
    const found = await inBatches(queries, (query) => this.#all<T>(query, SUM_ATTRIBUTES));
    return joined(found.flat());
  }

  async #all<T extends TotalId>(query: TableQuery, attributes: string): Promise<NamedSum<T>[]> {
    const sums: NamedSum<T>[] = [];
    const pages = this.#table.placedPages({
      ...wireQuery(query),
      ProjectionExpression: attributes,
      // An index cannot be read consistently.
      ...(query.IndexName === undefined ? {} : { ConsistentRead: false }),
    });
    for await (const { items } of pages) for (const item of items) sums.push(...namedSum<T>(item));
    return sums;
  }
}

/** The lane that its own item is in is not asked by who reads sums. */
function dayOfStored(day: Day, { of, group, total }: StoredSum): NamedSum<DayTotalId> {
  return { of: { kind: 'day', day, lane: 0, of, ...(group ? { group } : {}) }, total };
}

/** A total as it travels, with the name that its key has; nothing for an item that is none. */
function namedSum<T extends TotalId>(item: WireItem): NamedSum<T>[] {
  const of = totalOfKey(keyOfWire(item));
  return of ? [{ of: of as T, total: sumsOfWire(item) }] : [];
}

/** Lanes of one total as one. Only what is in another lane than the first has to be looked for. */
function joined<T extends CellTotalId | DayTotalId>(sums: readonly NamedSum<T>[]): NamedSum<T>[] {
  if (sums.every(({ of }) => of.totalLane === undefined)) return [...sums];
  return [...Map.groupBy(sums, ({ of }) => lane0Text(of)).values()].flatMap((lanes) => {
    const [first] = lanes;
    return first ? [{ of: first.of, total: joinLanes(lanes.map(({ total }) => total)) }] : [];
  });
}
