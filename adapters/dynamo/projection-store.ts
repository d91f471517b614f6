import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { KeptProjection, ProjectionStore } from '../../core/forecast/keep-projection.ts';
import type { Month } from '../../core/time/ledger-time.ts';
import { dayText, smallNumber, textAttribute, usdNumber } from './document-client.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

function partitionOf(month: Month): string {
  return `${PREFIX.insight}projections#${month}`;
}

/** Projections in the table: one item a day. */
export class DynamoProjectionStore implements ProjectionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(month: Month): Promise<KeptProjection[]> {
    const items = await this.#table.queryAll(ofPartition(partitionOf(month)));
    return readableItems(items, (item) => ({
      madeOn: dayText(item['sk']),
      spent: usdNumber(item['sp']),
      projected: usdNumber(item['pr']),
      low: usdNumber(item['lo']),
      high: usdNumber(item['hi']),
      method: textAttribute(item['mt']) as KeptProjection['method'],
      unpriced: item['up'] === undefined ? undefined : smallNumber(item['up']),
    }));
  }

  async putIfAbsent(
    month: Month,
    { madeOn, spent, projected, low, high, method, unpriced }: KeptProjection,
  ): Promise<boolean> {
    const amounts = { sp: spent, pr: projected, lo: low, hi: high };
    const item = {
      pk: partitionOf(month),
      sk: madeOn,
      e: ENTITY.projection,
      mt: method,
      ...amounts,
      ...(unpriced ? { up: unpriced } : {}),
    };
    return (await this.#table.putIfAbsent(item)) === undefined;
  }
}
