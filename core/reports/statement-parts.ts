import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { ascending, orderedBy } from '../order.ts';
import { canonicalModel } from '../pricing/model-identity.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import { amountsOf, UNKNOWN_NAME } from '../spend/contributions.ts';
import { ALL_ENTRIES } from '../spend/entry-filter.ts';
import type { EntryContext } from '../spend/read-entries.ts';
import { scanEntries } from '../spend/scan-entries.ts';
import { daysOfMonth, type Month } from '../time/ledger-time.ts';
import { AMOUNT_UNIT } from '../usage/correction-lines.ts';
import type { Entry } from '../usage/entry.ts';

/** A user's month with more entries is not read entry by entry: its statement has amounts alone. */
export const MOST_WITH_PARTS = 5_000;

/** A quantity of a month at one unit price: `cost` is the sum of what entries cost for it. */
export type StatementPart = Omit<PricedLine, 'priceId'>;

/** Names an item of a statement. */
export function statementItemName(service: string, model: string): string {
  return JSON.stringify([service, canonicalModel(model)]);
}

/** What the entries of an item came to, and what they were priced by. */
export interface ItemParts {
  readonly cost: PicoUsd;
  /** How many of them stand: none where all were taken out. */
  readonly events: number;
  readonly parts: readonly StatementPart[];
}

/**
 * What a user's month was priced by, for each item of the statement: totals keep no unit prices, so entries are added
 * up. A part that had two prices in the month is there twice, the older price first. Undefined where the month has
 * more than MOST_WITH_PARTS entries; rejects on outages.
 */
export async function readStatementParts(
  userId: string,
  month: Month,
  events: number,
  context: EntryContext,
): Promise<ReadonlyMap<string, ItemParts> | undefined> {
  if (events > MOST_WITH_PARTS) return undefined;
  const items = new Map<string, { cost: PicoUsd; events: number; parts: Map<string, DatedPart> }>();
  for await (const entries of scanEntries({ ...ALL_ENTRIES, userId }, [daysOfMonth(month)], context)) {
    for (const entry of entries) {
      // As totals name it.
      const name = statementItemName(entry.service, entry.known ? entry.model : UNKNOWN_NAME);
      const item = items.get(name) ?? { cost: ZERO_USD, events: 0, parts: new Map<string, DatedPart>() };
      items.set(name, item);
      item.cost = plus(item.cost, entry.cost);
      item.events += amountsOf(entry).events;
      addLines(item.parts, entry);
    }
  }
  return new Map([...items].map(([name, { parts, ...sums }]) => [name, { ...sums, parts: inOrder(parts) }]));
}

type DatedPart = StatementPart & { readonly since: number };

function addLines(parts: Map<string, DatedPart>, { lines, occurredAt }: Entry): void {
  for (const { unit, quantity, unitPrice, per, cost } of lines) {
    // It takes back or books what has no price: no quantity at one.
    if (unit === AMOUNT_UNIT) continue;
    const key = JSON.stringify([unit, String(unitPrice), String(per)]);
    const known = parts.get(key);
    parts.set(key, {
      unit,
      unitPrice,
      per,
      quantity: known ? plus(known.quantity, quantity) : quantity,
      cost: known ? plus(known.cost, cost) : cost,
      since: Math.min(known?.since ?? occurredAt, occurredAt),
    });
  }
}

const byUnit = orderedBy<DatedPart>(
  ascending(({ unit }) => unit),
  ascending(({ since }) => since),
);

function inOrder(parts: ReadonlyMap<string, DatedPart>): StatementPart[] {
  return [...parts.values()].toSorted(byUnit).map(({ since: _since, ...part }) => part);
}
