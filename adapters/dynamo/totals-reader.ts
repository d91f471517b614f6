import type { OwnTotalKind } from '../../contracts/scopes.ts';
import type { Scope } from '../../core/scopes/scope.ts';
import type {
  GroupDayTotal,
  NamedDayTotal,
  OrganisationCell,
  ResourceDayTotal,
  TotalsReader,
} from '../../core/spend/totals-reader.ts';
import type { DayTotal, Total } from '../../core/spend/total.ts';
import { type Day, daysBetween } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';

import { firstDayOf, heldAmong } from './held-months.ts';
import { COUNTS_KEY, LEDGER_KEY } from './keys.ts';
import { type DayItem, itemKey, keyText, TotalItems } from './total-items.ts';
import { totalOf } from './total-item.ts';
import { totalKey } from './total-keys.ts';
import type { Table } from './table.ts';

/** Totals as they are in the table; consistently read wherever the table can. */
export class DynamoTotalsReader implements TotalsReader {
  readonly #table: Table;
  readonly #items: TotalItems;

  constructor(table: Table, lanes: readonly LaneRule[]) {
    this.#table = table;
    this.#items = new TotalItems(table, lanes);
  }

  async firstDay(): Promise<Day | undefined> {
    return firstDayOf(await this.#table.get(LEDGER_KEY));
  }

  heldAmong(days: readonly Day[]): Promise<readonly Day[]> {
    return heldAmong(this.#table, days);
  }

  async cells(days: Days): Promise<OrganisationCell[]> {
    return (await this.#items.cells(days)).map(({ of: { day, provider, service, model }, item }) => ({
      day,
      provider,
      service,
      model,
      total: totalOf(item),
    }));
  }

  async operations(days: Days): Promise<NamedDayTotal[]> {
    return (await this.#items.operations(days)).map(namedDay);
  }

  async tagValues(tag: string, days: Days): Promise<NamedDayTotal[]> {
    const list = daysBetween(days.from, days.to);
    return (await this.#items.each('tag', list, { types: [tag] })).map(namedDay);
  }

  tagValue(tag: string, value: string, days: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'tag', type: tag, id: value }, days);
  }

  async users(days: Days): Promise<NamedDayTotal[]> {
    return (await this.#items.each('user', daysBetween(days.from, days.to))).map(namedDay);
  }

  user(userId: string, days: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'user', id: userId }, days);
  }

  async resource(resource: Reference, days?: Days): Promise<ResourceDayTotal[]> {
    const [found = []] = await this.#items.of([{ scope: { kind: 'resource', ...resource }, days }]);
    return found.map((one) => ({ ...dayTotal(one), resource, group: one.of.group }));
  }

  group(group: Reference, days?: Days): Promise<DayTotal[]> {
    return this.#days({ kind: 'group', ...group }, days);
  }

  async resources(days: readonly Day[], group?: Reference): Promise<ResourceDayTotal[]> {
    const found = await this.#items.each('resource', days, { group });
    return found.map((one) => ({ ...dayTotal(one), resource: referenceOf(one), group: one.of.group }));
  }

  async groups(days: readonly Day[]): Promise<GroupDayTotal[]> {
    const found = await this.#items.each('group', days);
    return found.map((one) => ({ ...dayTotal(one), group: referenceOf(one) }));
  }

  async resourceDetails(wanted: readonly ResourceDayTotal[]): Promise<ResourceDayTotal[]> {
    const keys = new Map(
      wanted.map((one) => {
        const of = { kind: 'resource', ...one.resource } as const;
        const key = totalKey({ kind: 'day', day: one.day, lane: 0, of, group: one.group });
        return [keyText(key), { key, one }];
      }),
    );
    const list = [...keys.values()].map(({ key }) => key);
    const items = await this.#table.batchGet(list, { consistent: false });
    return items.flatMap((item) => {
      const found = keys.get(keyText(itemKey(item)));
      return found ? [{ ...found.one, total: totalOf(item) }] : [];
    });
  }

  async counts(): Promise<Total & { readonly outcomes: ReadonlyMap<string, number> }> {
    const { outcomes = new Map<string, number>(), ...total } = totalOf(await this.#table.get(COUNTS_KEY));
    return { ...total, outcomes };
  }

  async #days(scope: Scope<OwnTotalKind>, days: Days | undefined): Promise<DayTotal[]> {
    const [found = []] = await this.#items.of([{ scope, days }]);
    return found.map(dayTotal);
  }
}

function dayTotal({ of: { day }, item }: DayItem): DayTotal {
  return { day, total: totalOf(item) };
}

function namedDay(one: DayItem): NamedDayTotal {
  return { ...dayTotal(one), name: one.of.of.id };
}

function referenceOf({ of }: DayItem<'resource' | 'group'>): Reference {
  return { type: of.of.type, id: of.of.id };
}
