import { billDecimal } from '../../core/bills/formats/bill-row.ts';
import { type Decimal, formatDecimal } from '../../core/money/decimal.ts';
import { plainDecimal } from '../../core/money/plain-decimal.ts';
import { parseJson } from '../../core/json-text.ts';
import type { Source } from './import-map.ts';

/** Cells of a row by column, names in lower case. */
export type Row = Readonly<Record<string, string>>;

/** What a row says at a source; undefined where it says nothing. */
export function cellOf(row: Row, from: Source): string | undefined {
  if (typeof from === 'string' || Array.isArray(from)) return columnCell(row, from);
  if ('value' in from) return from.value;
  if ('first' in from) return firstCell(row, from.first);
  if ('join' in from) return joined(row, from.join, from.with, from.except ?? []);
  const text = columnCell(row, from.column);
  if (text === undefined) return 'begins' in from ? from.absent : undefined;
  if ('values' in from)
    return Object.hasOwn(from.values, text.toLowerCase()) ? from.values[text.toLowerCase()] : undefined;
  if ('begins' in from) return translated(text, from.begins) ?? from.otherwise;
  return 'plus' in from ? summed(row, text, from.plus, 1n) : summed(row, text, from.minus, -1n);
}

function firstCell(row: Row, sources: readonly Source[]): string | undefined {
  for (const source of sources) {
    const text = cellOf(row, source);
    if (text !== undefined) return text;
  }
  return undefined;
}

function translated(text: string, begins: Readonly<Record<string, string>>): string | undefined {
  const lower = text.toLowerCase();
  return Object.entries(begins).find(([beginning]) => lower.startsWith(beginning))?.[1];
}

function columnCell(row: Row, columns: string | readonly string[]): string | undefined {
  for (const name of typeof columns === 'string' ? [columns] : columns) {
    const text = ownCell(row, name.toLowerCase()) ?? jsonCell(row, name);
    if (text !== undefined && !isEmpty(text)) return text.trim();
  }
  return undefined;
}

/** A column's cell as it is. */
export function ownCell(row: Row, name: string): string | undefined {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

function isEmpty(text: string): boolean {
  return text.trim() === '' || text === 'NULL' || text === 'null' || text === '\\N';
}

/** `metadata.usage.input_tokens`: a field of the JSON in a column, at any depth. */
function jsonCell(row: Row, name: string): string | undefined {
  const [column = '', ...path] = name.split('.');
  const text = path.length === 0 ? undefined : ownCell(row, column.toLowerCase());
  if (text === undefined || !/^\s*[{[]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    // Not JSON after all: the field is not there.
    return undefined;
  }
  value = fieldBelow(value, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** The field at a path; names may have points of their own, as `gen_ai.system` has. */
function fieldBelow(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let end = path.length; end > 0; end--) {
    const name = path.slice(0, end).join('.');
    if (!Object.hasOwn(value, name)) continue;
    const found = fieldBelow((value as Record<string, unknown>)[name], path.slice(end));
    if (found !== undefined) return found;
  }
  return undefined;
}

function joined(
  row: Row,
  columns: readonly string[],
  text: string,
  except: readonly string[],
): string | undefined {
  const cells = columns.map((name) => columnCell(row, name));
  if (cells[0] === undefined) return undefined;
  return cells.filter((cell) => cell !== undefined && !except.includes(cell.toLowerCase())).join(text);
}

/**
 * A number with others added or taken off; below 0 the columns are not what the map says, and the check tells.
 * @param sign of the others, 1 or -1
 */
function summed(
  row: Row,
  text: string,
  others: readonly (string | readonly string[])[],
  sign: bigint,
): string {
  let sum: Decimal | undefined = billDecimal(plainNumber(text));
  for (const columns of others) {
    const part = billDecimal(plainNumber(columnCell(row, columns) ?? '0'));
    sum = sum === undefined || part === undefined ? undefined : sum + sign * part;
  }
  return sum === undefined ? text : formatDecimal(sum);
}

const WITHOUT_COST = /^(?:included|free|errored?,? ?no charge|no charge|-)$/i;

/** `$1,234.50` and `1 234` without what people read by; a decimal comma stays, and is refused with the way out. */
function plainNumber(text: string): string {
  const bare = text.trim().replace(/^(?:US)?\$\s*/i, '');
  if (WITHOUT_COST.test(bare)) return '0';
  return /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
}

/** True for a number that has more decimals than a message may: `decimalCell` rounds it. */
export function isRounded(text: string): boolean {
  const number = plainNumber(text);
  if (billDecimal(number) === undefined) return false;
  const [, decimals = ''] = plainDecimal(number).split('.');
  return decimals.length > 12;
}

/** A number as a decimal string with at most 12 decimals; text that is none stays, and is rejected later. */
export function decimalCell(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const value = billDecimal(plainNumber(text));
  return value === undefined ? text : formatDecimal(value);
}
