import { PREFIX } from '../../contracts/table-layout.ts';
import type { Owner } from '../../core/spend/recalculate.ts';
import { batchesOf, inBatches } from '../../core/in-batches.ts';
import type { KeyedTotal, PassStart, StandingTotal, TotalsPage } from '../../core/spend/repair-ports.ts';
import type { TotalId } from '../../core/spend/total-id.ts';
import type { Day, Month } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import { textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { standingTotal } from './repair-store.ts';
import { ofPartition } from './run-queries.ts';
import { atMost, MAX_KEYS, type Table } from './table.ts';
import { itemKey, keyText, named, type NamedItem } from './named-items.ts';
import { TotalItems } from './total-items.ts';
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
  async *ofDay(day: Day, from?: PassStart): AsyncGenerator<TotalsPage> {
    for await (const { items, next } of this.#items.pagesOfDay(day, this.#settings.trackedTags, from)) {
      yield { items: keyedTotals(items), next };
    }
  }

  /** What was recorded late for a month, every scope of it. */
  async *late(month: Month, { after, atOnce }: PassStart = {}): AsyncGenerator<TotalsPage> {
    const pk = `${PREFIX.late}${month}`;
    let start = after;
    do {
      const { items, next } = await this.#table.page({
        ...ofPartition(pk),
        ...atMost(atOnce),
        ...(start === undefined ? {} : { ExclusiveStartKey: { pk, sk: start } }),
      });
      start = next && textAttribute(next['sk']);
      yield { items: keyedTotals(items.flatMap((item) => named(item))), next: start };
    } while (start !== undefined);
  }

  /** One user's total of what was recorded late for a month. */
  async *lateUser(userId: string, month: Month): AsyncGenerator<TotalsPage> {
    const key = totalKey({ kind: 'late', month, of: { kind: 'user', id: userId } });
    const items = await this.#table.batchGet([key]);
    yield { items: keyedTotals(items.flatMap((item) => named(item))), next: undefined };
  }

  /** One owner's totals of a day: a user has one for each lane. */
  async *ofOwner(of: Owner, day: Day): AsyncGenerator<TotalsPage> {
    yield { items: keyedTotals(await this.#items.ofScope(of, day)), next: undefined };
  }

  /** Totals by their names, by the keys of their items. */
  async read(totals: readonly TotalId[]): Promise<Map<string, StandingTotal>> {
    const found = await inBatches(batchesOf(totals, MAX_KEYS), (batch) =>
      this.#table.batchGet(batch.map(totalKey)),
    );
    return new Map(keyedTotals(found.flat().flatMap((item) => named(item))));
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

function keyedTotals(totals: readonly NamedItem[]): KeyedTotal[] {
  return totals.map(({ of, item }) => [keyText(itemKey(item)), standingTotal(of, item)]);
}
