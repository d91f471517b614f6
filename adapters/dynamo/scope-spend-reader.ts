import { OWN_TOTAL_KINDS } from '../../contracts/scopes.ts';
import type { DaySpend, SpendQuery, SpendReader } from '../../core/budgets/budget-ports.ts';
import { isOfKind } from '../../core/scopes/scope.ts';
import { isCovered } from '../../core/scopes/model-scopes.ts';
import type { CellTotalId, DayTotalId } from '../../core/spend/total-id.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { LaneRule } from '../../core/usage/lanes.ts';
import { dayText, smallNumber, usdNumber } from './document-client.ts';
import { LEDGER_KEY } from './keys.ts';
import type { NamedItem } from './named-items.ts';
import { TotalItems } from './total-items.ts';
import type { Table } from './table.ts';

type Bounded = SpendQuery & { readonly from: Day };

/** Spend of budgets' scopes, from totals: cells once for all queries, all exact keys in one BatchGet. */
export class DynamoSpendReader implements SpendReader {
  readonly #table: Table;
  readonly #items: TotalItems;

  constructor(table: Table, lanes: readonly LaneRule[]) {
    this.#table = table;
    this.#items = new TotalItems(table, lanes, { sumsOnly: true });
  }

  async read(queries: readonly SpendQuery[]): Promise<DaySpend[][]> {
    const firstDay = queries.some(({ from }) => from === undefined) ? await this.#firstDay() : undefined;
    const bounded = queries.map((query) => ({ ...query, from: query.from ?? firstDay ?? query.to }));
    const own = bounded.flatMap(({ value, from, to }, index) =>
      isOfKind(value, OWN_TOTAL_KINDS) ? [{ index, scope: value, days: { from, to } }] : [],
    );
    const range = rangeOf(bounded.filter((_, index) => !own.some((one) => one.index === index)));
    const [cells, lists] = await Promise.all([range ? this.#items.cells(range) : [], this.#items.of(own)]);
    const byIndex = new Map(own.map(({ index }, position) => [index, lists[position] ?? []]));
    return bounded.map((query, index) => (byIndex.get(index) ?? inCells(cells, query)).map(spendOf));
  }

  async #firstDay(): Promise<Day | undefined> {
    const [item] = await this.#table.batchGet([LEDGER_KEY]);
    return item?.['d'] === undefined ? undefined : dayText(item['d']);
  }
}

/** The days that any of the queries needs. */
function rangeOf(queries: readonly Bounded[]): { from: Day; to: Day } | undefined {
  const from = queries.map((query) => query.from).sort()[0];
  const to = queries
    .map((query) => query.to)
    .sort()
    .at(-1);
  return from === undefined || to === undefined ? undefined : { from, to };
}

function inCells(cells: readonly NamedItem<CellTotalId>[], { value, from, to }: Bounded) {
  return cells.filter(({ of }) => of.day >= from && of.day <= to && isCovered(value, of));
}

/** A stored day total as far as budgets ask. */
function spendOf({ of: { day }, item }: NamedItem<CellTotalId | DayTotalId>): DaySpend {
  return {
    day,
    cost: usdNumber(item['c']),
    events: smallNumber(item['n']),
    unpriced: smallNumber(item['x']),
  };
}
