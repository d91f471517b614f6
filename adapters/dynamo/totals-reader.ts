import type { OwnTotalKind } from '../../contracts/scopes.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import type { Scope } from '../../core/scopes/scope.ts';
import type {
  GroupDayTotal,
  NamedDayTotal,
  OrganisationCell,
  ResourceDayTotal,
  TotalDetail,
  TotalsReader,
} from '../../core/spend/totals-reader.ts';
import { type DayTotal, joinLanes, type Total } from '../../core/spend/total.ts';
import type { DayTotalId } from '../../core/spend/total-id.ts';
import { type Clock, type Day, daysBetween } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';

import { firstDayOf, heldAmong } from './month-notes.ts';
import { DaySums, type NamedSum } from './day-sums.ts';
import { COUNTS_KEY, LEDGER_KEY } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import { type DayItem, lane0Text, readEveryLane } from './named-items.ts';
import { TotalItems } from './total-items.ts';
import { totalOf } from './total-item.ts';
import type { Table } from './table.ts';

/** Totals as they are in the table; consistently read wherever the table can. */
export class DynamoTotalsReader implements TotalsReader {
  readonly #table: Table;
  readonly #items: TotalItems;
  readonly #sums: DaySums;

  constructor(table: Table, lanes: readonly LaneRule[], clock: Clock) {
    this.#table = table;
    this.#items = new TotalItems(table, lanes);
    this.#sums = new DaySums(table, lanes, clock);
  }

  async firstDay(): Promise<Day | undefined> {
    return firstDayOf(await this.#table.get(LEDGER_KEY));
  }

  heldAmong(days: readonly Day[]): Promise<readonly Day[]> {
    return heldAmong(this.#table, days);
  }

  async cells(days: Days, detail: TotalDetail = 'whole'): Promise<OrganisationCell[]> {
    if (detail === 'sums') {
      return (await this.#sums.cells(days)).map(({ of: { day, provider, service, model }, total }) => ({
        day,
        provider,
        service,
        model,
        total,
      }));
    }
    return (await this.#items.cells(days)).map(({ of: { day, provider, service, model }, item }) => ({
      day,
      provider,
      service,
      model,
      total: totalOf(item),
    }));
  }

  async operations(days: Days): Promise<NamedDayTotal[]> {
    return (await this.#sums.operations(days)).map(namedSum);
  }

  async tagValues(tag: string, { from, to }: Days): Promise<NamedDayTotal[]> {
    return (await this.#sums.each('tag', daysBetween(from, to), { type: tag })).map(namedSum);
  }

  tagValue(tag: string, value: string, days: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'tag', type: tag, id: value }, days);
  }

  async users(days: Days, detail: TotalDetail = 'whole'): Promise<NamedDayTotal[]> {
    if (detail === 'sums') {
      return (await this.#sums.each('user', daysBetween(days.from, days.to))).map(namedSum);
    }
    return joined(await this.#items.each('user', daysBetween(days.from, days.to)), namedDay);
  }

  async countUsers(day: Day): Promise<number> {
    let count = 0;
    let last: { id: string; events: number } | undefined;
    const end = () => {
      if (last && last.events > 0 && last.id !== SYSTEM_USER) count++;
    };
    for await (const users of this.#items.eventsOf('user', day)) {
      for (const { id, events } of users) {
        // Lanes of one user follow each other; a void may be in another lane than what it takes out.
        if (id === last?.id) last.events += events;
        else {
          end();
          last = { id, events };
        }
      }
    }
    end();
    return count;
  }

  user(userId: string, days: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'user', id: userId }, days);
  }

  async resource(resource: Reference, days?: Days): Promise<ResourceDayTotal[]> {
    const [found = []] = await this.#items.of([{ scope: { kind: 'resource', ...resource }, days }]);
    return joined(found, (one) => ({ ...dayTotal(one), resource, group: one.of.group }));
  }

  group(group: Reference, days?: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'group', ...group }, days);
  }

  async resources(days: readonly Day[], group?: Reference): Promise<ResourceDayTotal[]> {
    const found = await this.#sums.each('resource', days, { group });
    return found.map(({ of, total }) => ({
      day: of.day,
      resource: referenceOf(of),
      group: of.group,
      total,
    }));
  }

  async groups(days: readonly Day[]): Promise<GroupDayTotal[]> {
    const found = await this.#sums.each('group', days);
    return found.map(({ of, total }) => ({ day: of.day, group: referenceOf(of), total }));
  }

  async resourceDetails(wanted: readonly ResourceDayTotal[]): Promise<ResourceDayTotal[]> {
    if (wanted.length === 0) return [];
    const totals = wanted.map(({ day, resource, group }) => {
      const of = { kind: 'resource', ...resource } as const;
      return { kind: 'day', day, lane: 0, of, group } as const;
    });
    const items = await readEveryLane(this.#table, totals, { consistent: false });
    const byLane0 = new Map(totals.map((total, index) => [lane0Text(total), wanted[index]]));
    return joined(items, (one) => ({ ...dayTotal(one), one })).flatMap(({ total, one }) => {
      const found = byLane0.get(lane0Text(one.of));
      return found ? [{ ...found, total }] : [];
    });
  }

  async counts(): Promise<Total & { readonly outcomes: ReadonlyMap<string, number> }> {
    const lanes = (await this.#table.queryAll(ofPartition(COUNTS_KEY.pk))).map(totalOf);
    const outcomes = new Map<string, number>();
    for (const lane of lanes) {
      for (const [kind, count] of lane.outcomes ?? []) outcomes.set(kind, (outcomes.get(kind) ?? 0) + count);
    }
    return { ...joinLanes(lanes), outcomes };
  }

  async #days(scope: Scope<OwnTotalKind>, days: Days | undefined): Promise<DayTotal[]> {
    const [found = []] = await this.#items.of([{ scope, days }]);
    return joined(found, dayTotal);
  }
}

/** Items of the lanes of one total as one. */
function joined<K extends OwnTotalKind, T extends DayTotal>(
  items: readonly DayItem<K>[],
  read: (item: DayItem<K>) => T,
): T[] {
  return [...Map.groupBy(items, ({ of }) => lane0Text(of)).values()].flatMap((lanes) => {
    const parts = lanes.map(read);
    const [first] = parts;
    return first ? [{ ...first, total: joinLanes(parts.map(({ total }) => total)) }] : [];
  });
}

function dayTotal({ of: { day }, item }: DayItem): DayTotal {
  return { day, total: totalOf(item) };
}

function namedDay(one: DayItem): NamedDayTotal {
  return { ...dayTotal(one), name: one.of.of.id };
}

function namedSum({ of, total }: NamedSum<DayTotalId<'operation' | 'tag' | 'user'>>): NamedDayTotal {
  return { day: of.day, name: of.of.id, total };
}

function referenceOf({ of: { type, id } }: DayTotalId<'resource' | 'group'>): Reference {
  return { type, id };
}
