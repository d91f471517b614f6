import { createHash } from 'node:crypto';
import { parseJson } from '../../core/json-text.ts';
import { cellOf, type Row } from './cells.ts';
import type { ImportMap } from './import-map.ts';

type Identified = Pick<ImportMap, 'id' | 'same'>;

/** What tells a row from others of its table in every delivery; rows that say the same are told apart by their order. */
export class RowIdentities {
  readonly #map: Identified;
  readonly #table: string;
  /** How many rows of each key came before. */
  readonly #seen = new Map<string, number>();

  constructor(map: Identified, table: string) {
    this.#map = map;
    this.#table = table;
  }

  /** The id of the next row of the file: the same in every run and in every delivery, as the map says. */
  next(row: Row): string {
    const own = this.#map.id === undefined ? undefined : cellOf(row, this.#map.id);
    if (own !== undefined) return hashed([this.#table, own]);
    const key = sameKey(row, this.#map.same ?? []) ?? rowKey(row);
    const short = hashed([key]);
    const twin = this.#seen.get(short) ?? 0;
    this.#seen.set(short, twin + 1);
    return hashed([this.#table, key, twin]);
  }
}

function hashed(identity: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
  return `import-${digest.slice(0, 32)}`;
}

/** All cells of a row as one text. */
function rowKey(row: Row): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the columns that stay say as one text; undefined for a row that has none of them. */
function sameKey(row: Row, columns: NonNullable<ImportMap['same']>): string | undefined {
  const cells = columns.map((names) => {
    const many = [names].flat().filter((name) => name.endsWith('*'));
    if (many.length > 0) return cellsBeginning(row, many);
    const cell = cellOf(row, names);
    return cell === undefined ? '' : sortedJson(cell);
  });
  return cells.every((cell) => cell === '') ? undefined : JSON.stringify(cells);
}

/** Cells of all columns whose names begin so, such as one for each tag; exports leave out those that are empty. */
function cellsBeginning(row: Row, patterns: readonly string[]): string {
  const beginnings = patterns.map((pattern) => pattern.slice(0, -1).toLowerCase());
  const cells = Object.entries(row).filter(
    ([name, text]) => text.trim() !== '' && beginnings.some((beginning) => name.startsWith(beginning)),
  );
  if (cells.length === 0) return '';
  return JSON.stringify(cells.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A map in a cell is the same in whatever order it is written. */
function sortedJson(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const fields = Object.entries(parseJson(text) as object);
    return JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } catch (error) {
    // Not JSON after all: the text as it is.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
