import { parseDecimal } from '../format/decimal.ts';
import type { CellValue } from './column.ts';

const WORDS = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Smaller first; decimals are compared to their last digit, words as the reader's language orders them. */
export function compareCells(a: CellValue, b: CellValue, numeric: boolean): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (!numeric) return WORDS.compare(String(a), String(b));
  const difference = parseDecimal(String(a)) - parseDecimal(String(b));
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}
