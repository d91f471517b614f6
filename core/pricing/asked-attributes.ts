import { ascending } from '../order.ts';
import type { CompiledRow } from './compiled-row.ts';

/** An attribute that a price depends on, and the values that there are prices for. */
export interface AskedAttribute {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Attributes without which no row of a part holds, by name, with the values of all its rows. Of parts that have a
 * row for usage without attributes, none: there something else is missing, such as a region or a time.
 */
export function askedAttributes(rowsOfParts: readonly (readonly CompiledRow[])[]): AskedAttribute[] {
  const asked = new Map<string, Set<string>>();
  for (const rows of rowsOfParts) {
    if (!rows.every((row) => row.asksForAttributes)) continue;
    for (const { attributes } of rows) {
      for (const { name, values, optional } of attributes) {
        if (optional) continue;
        const known = asked.get(name) ?? new Set();
        for (const value of values) known.add(value);
        asked.set(name, known);
      }
    }
  }
  return [...asked]
    .map(([name, values]) => ({ name, values: [...values].sort() }))
    .sort(ascending(({ name }) => name));
}
