import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { findOverlaps } from '../../core/pricing/overlaps.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import type { Ledger } from '../composition/ledger.ts';

/** The prices in force with other rows: an asked-for row replaces the overrides that it would meet. */
export function bookWith({
  overrides,
  prices,
}: Pick<Ledger, 'overrides' | 'prices'>): (rows: readonly PriceRow[]) => Promise<CataloguePriceBook> {
  return async (rows) => {
    const others = [...(await overrides.load()), ...(await prices.ofSettings())];
    const free = others.filter((other) => rows.every((row) => findOverlaps([row, other]).length === 0));
    return prices.bookWith([...rows, ...free]);
  };
}
