import type { ReactNode } from 'react';

/** What a cell is sorted by, and what a file or the clipboard gets of it; decimals are texts. */
export type CellValue = string | number | null | undefined;

/** A column: its heading and its cells. Every column has a value to sort by, or says that it has none. */
export type Column<T> = ColumnCells<T> & (Sortable<T> | Unsorted);

interface Sortable<T> {
  /** Makes the column sortable and part of what is copied. */
  readonly value: (row: T) => CellValue;
}

/** Cells of buttons, or of several values each: there is no order among them. */
interface Unsorted {
  readonly value?: undefined;
  readonly isUnsorted: true;
}

interface ColumnCells<T> {
  readonly name: string;
  readonly cell: (row: T, index: number) => ReactNode;
  /** What a cell shows beside its value, as columns of a file and of what is copied, each under its own name. */
  readonly beside?: readonly (readonly [name: string, value: (row: T) => CellValue])[];
  /** What it is sorted by, where that is not what is copied. */
  readonly order?: (row: T) => CellValue;
  /** Numbers stand on the right; texts of this column are decimals. */
  readonly numeric?: boolean;
  /** Left out on narrow screens. */
  readonly minor?: boolean;
  /** Shown only once it is chosen. */
  readonly optional?: boolean;
  readonly width?: 'narrow' | 'wide';
}

/** The classes of a column's cells. */
export function columnClass<T>({ numeric, minor, width }: Column<T>): string {
  return [numeric ? 'numeric' : '', minor ? 'minor' : '', width ? `column-${width}` : '']
    .filter(Boolean)
    .join(' ');
}
