import { minus, sumUsd } from '../money/decimal.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import type { ClosedMonthStore } from '../spend/closed-month.ts';
import { isNeverUsed } from '../spend/never-used.ts';
import { type CreatedPorts, readCreated } from '../spend/read-created.ts';
import { sumTotals, type Total } from '../spend/total.ts';
import { daysOfMonth, type Month } from '../time/ledger-time.ts';
import type { EntryContext } from '../spend/read-entries.ts';
import { type ItemParts, readStatementParts, statementItemName } from './statement-parts.ts';
import type { StatementInput, StatementItem } from './statement.ts';

/** What the ledger knows for a statement. */
export type StatementFigures = Pick<
  StatementInput,
  'items' | 'events' | 'neverUsed' | 'unpricedEvents' | 'closed' | 'lateCost' | 'created'
>;

/**
 * One user's month from totals, by service and model; what came after the month was closed is told apart. An item has
 * quantities and unit prices where the entries they are of come to its amount: entries that were added while they were
 * read, or are not in the table any more, leave their items with the amount alone.
 */
export async function readStatement(
  userId: string,
  month: Month,
  context: CreatedPorts & EntryContext & { readonly months: ClosedMonthStore },
): Promise<StatementFigures> {
  const { totals, months } = context;
  const [days, head, closedSums, created] = await Promise.all([
    totals.user(userId, daysOfMonth(month)),
    months.head(month),
    months.user(userId, [month]),
    readCreated(userId, daysOfMonth(month), context),
  ]);
  const total = sumTotals(days.map((day) => day.total));
  const closedCost = sumUsd(closedSums.map((line) => line.total.cost));
  const found = await readStatementParts(userId, month, total.events, context);
  return {
    items: found ? withParts(itemsOf(total), total, found) : itemsOf(total),
    events: total.events,
    neverUsed: await isNeverUsed({ kind: 'user', id: userId }, total, daysOfMonth(month), context),
    unpricedEvents: total.unpriced,
    closed: head !== undefined,
    created: created.sums.events === 0 ? undefined : { ...created.sums, complete: created.complete },
    lateCost: head ? minus(total.cost, closedCost) : undefined,
  };
}

function withParts(
  items: readonly StatementItem[],
  { cost }: Pick<Total, 'cost'>,
  found: ReadonlyMap<string, ItemParts>,
): StatementItem[] {
  const isWhole = sumUsd([...found.values()].map((item) => item.cost)) === cost;
  return items.flatMap((item) => {
    const own = found.get(statementItemName(item.service, item.model));
    if (!isWhole && own?.cost !== item.cost) return [item];
    const parts = own?.parts ?? [];
    const left = parts.filter((part) => part.quantity !== 0n || part.cost !== 0n);
    // All of it was taken back, priced or not: no event and no amount are no line.
    const isVoid = own?.events === 0 && item.cost === 0n;
    return isVoid ? [] : [{ ...item, parts: left }];
  });
}

function itemsOf(total: Total): StatementItem[] {
  const cells = [...(total.breakdown?.values() ?? [])];
  const groups = Map.groupBy(cells, ({ service, model }) => statementItemName(service, model));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const model = canonicalModel(first.model);
    const ids = [...new Set(group.map((cell) => cell.model))].toSorted();
    const isRenamed = ids.some((id) => id !== model);
    return [
      {
        service: first.service,
        model,
        ...(isRenamed ? { ids } : {}),
        cost: sumUsd(group.map(({ cost }) => cost)),
      },
    ];
  });
}
