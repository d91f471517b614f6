import { PREFIX } from '../../contracts/table-layout.ts';
import type { Owner } from '../../core/spend/recalculate.ts';
import type { StandingTotal } from '../../core/spend/repair-ports.ts';
import type { Day, Month } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import type { Item } from './entry-item.ts';
import { standingTotal } from './repair-store.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { itemKey, keyText, named, type NamedItem, TotalItems } from './total-items.ts';
import { totalKey } from './total-keys.ts';

export interface StandingTotalSettings {
  readonly lanes: readonly LaneRule[];
  readonly trackedTags: readonly string[];
}

/** Reads totals as they are stored, by the key of their item, for a repair to compare them with their entries. */
export class StandingTotals {
  readonly #table: Table;
  readonly #settings: StandingTotalSettings;
  readonly #items: TotalItems;

  constructor(table: Table, settings: StandingTotalSettings) {
    this.#table = table;
    this.#settings = settings;
    this.#items = new TotalItems(table, settings.lanes);
  }

  /** Every total of a day; those of resources and groups are found through the index. */
  async ofDay(day: Day): Promise<Map<string, StandingTotal>> {
    return asTotals(await this.#items.ofDay(day, this.#settings.trackedTags));
  }

  /** What was recorded late for a month, every scope of it. */
  async late(month: Month): Promise<Map<string, StandingTotal>> {
    const items = await this.#table.queryAll(ofPartition(`${PREFIX.late}${month}`));
    return asTotals(items.flatMap((item) => named(item)));
  }

  /** One user's total of what was recorded late for a month. */
  async lateUser(userId: string, month: Month): Promise<Map<string, StandingTotal>> {
    const key = totalKey({ kind: 'late', month, of: { kind: 'user', id: userId } });
    const items = await this.#table.batchGet([key]);
    return asTotals(items.flatMap((item) => named(item)));
  }

  /** One owner's totals of a day: a user has one for each lane. */
  async ofOwner(of: Owner, day: Day): Promise<Map<string, StandingTotal>> {
    return asTotals(await this.#items.ofScope(of, day));
  }
}

/** Items of one partition, consistently read; `begins` starts their sort keys. */
export function queryPartition(
  table: Table,
  pk: string,
  more: { readonly ProjectionExpression?: string } = {},
  begins?: string,
): AsyncGenerator<Item, void, undefined> {
  return table.query({ ...ofPartition(pk, begins), ...more });
}

function asTotals(totals: readonly NamedItem[]): Map<string, StandingTotal> {
  return new Map(totals.map(({ of, item }) => [keyText(itemKey(item)), standingTotal(of, item)]));
}
