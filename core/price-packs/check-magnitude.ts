import { formatDecimal, ONE, parseDecimal } from '../money/decimal.ts';
import { ascending } from '../order.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import { type NamedRows, spanOf } from './price-names.ts';

/**
 * A price that is so many times another one is taken for a mistake in a digit or in its quantity. No price
 * of a model that we know of moved by more in one step; the deepest cut was to a fifth.
 */
const FACTOR = 8n;

/** With fewer known prices of a part no bounds are applied. */
const LEAST_KNOWN = 5;

interface Bounds {
  readonly least: bigint;
  readonly most: bigint;
}

/**
 * Rows of the new prices that differ by a factor of eight or more from the row that they replace, that fall to
 * zero, or, where they replace none, that differ so from every known price of their part.
 */
export function checkMagnitude(before: NamedRows, after: NamedRows): string[] {
  const bounds = boundsOf(before);
  const reasons = new Set<string>();
  for (const [provider, names] of after) {
    for (const [name, rows] of names) {
      const old = before.get(provider)?.get(name) ?? [];
      const known = new Set(old.map(({ id }) => id));
      for (const row of rows) {
        if (known.has(row.id)) continue;
        const reason = strayOf(row, old, bounds.get(row.unit));
        if (reason !== undefined) reasons.add(`${provider} ${row.sku}, ${row.unit}: ${reason}`);
      }
    }
  }
  return [...reasons];
}

function strayOf(row: PriceRow, old: readonly PriceRow[], bounds: Bounds | undefined): string | undefined {
  const price = unitPrice(row);
  const replaced = replacedBy(row, old);
  if (replaced) {
    const was = unitPrice(replaced);
    if (was === 0n || !isFar(price, was)) return undefined;
    const shown =
      price === 0n ? 'nothing' : `${formatDecimal(parseDecimal(row.unitPriceUsd))} per ${row.per}`;
    return `${shown} instead of ${replaced.unitPriceUsd} per ${replaced.per} is more likely a slip than a price`;
  }
  if (!bounds || price === 0n) return undefined;
  if (price < bounds.most * FACTOR && price * FACTOR > bounds.least) return undefined;
  return `${row.unitPriceUsd} per ${row.per} is far from every price of this part that is known`;
}

/** Whether two prices of one thing differ so much that one of them is taken for a mistake. */
export function isFar(a: bigint, b: bigint): boolean {
  if (a === 0n || b === 0n) return a !== b;
  return a >= b * FACTOR || b >= a * FACTOR;
}

/** The old row for the same requests that held when the new one starts, else the last one before. */
function replacedBy(row: PriceRow, old: readonly PriceRow[]): PriceRow | undefined {
  const place = placeOf(row);
  const same = old.filter((other) => placeOf(other) === place);
  const { from } = spanOf(row);
  const inForce = same.find((other) => spanOf(other).from <= from && from < spanOf(other).to);
  return inForce ?? same.toSorted((a, b) => spanOf(b).from - spanOf(a).from)[0];
}

function placeOf({ unit, attributes, region, hours }: PriceRow): string {
  return JSON.stringify([
    unit,
    Object.entries(attributes).toSorted(ascending(([name]) => name)),
    region,
    hours,
  ]);
}

/** Twelve decimals below the ledger's own: a price of one unit, to compare with. */
function unitPrice({ unitPriceUsd, per }: PriceRow): bigint {
  return (parseDecimal(unitPriceUsd) * ONE * ONE) / parseDecimal(per);
}

/** The least and the most that one unit of each part costs by the prices in force, those above zero. */
function boundsOf(prices: NamedRows): ReadonlyMap<string, Bounds> {
  const rows = [...prices.values()].flatMap((names) => [...names.values()].flat());
  const byUnit = Map.groupBy(rows, ({ unit }) => unit);
  return new Map(
    [...byUnit].flatMap(([unit, list]) => {
      const known = [...new Set(list.map(unitPrice))].filter((price) => price > 0n);
      if (known.length < LEAST_KNOWN) return [];
      const sorted = known.toSorted((a, b) => (a < b ? -1 : 1));
      return [[unit, { least: sorted[0] ?? 0n, most: sorted.at(-1) ?? 0n }] as const];
    }),
  );
}
