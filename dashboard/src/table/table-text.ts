import type { CellValue, Column } from './column.ts';

/** What spreadsheets take for a formula, other than a plain number. */
const FORMULA = /^[=+\-@\t\r](?!\d*\.?\d+$)/;

function plain(value: CellValue): string {
  const text = value === null || value === undefined ? '' : String(value);
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellsOf<T>(columns: readonly Column<T>[], rows: readonly T[]): string[][] {
  const named = columns.flatMap(({ name, value, beside = [] }) =>
    value === undefined ? [] : [[name, value] as const, ...beside],
  );
  // A column that can be chosen may be beside another as well.
  const once = [...new Map(named)];
  return [
    once.map(([name]) => plain(name)),
    ...rows.map((row) => once.map(([, value]) => plain(value(row)))),
  ];
}

/** CSV (RFC 4180) of the columns that have values, with every digit. A spreadsheet runs none of it as a formula. */
export function tableCsv<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  return cellsOf(columns, rows)
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

/** The same for the clipboard: cells by tabs, as spreadsheets take them. */
export function tableTabs<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  return cellsOf(columns, rows)
    .map((cells) => cells.map((text) => text.replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');
}
