import { parseJson } from '../../core/json-text.ts';
import { ownCell, type Row } from './cells.ts';
import { type ImportMap, readNames } from './import-map.ts';

/** More names than a person reads. */
const MOST_NAMES = 100;

/** Collects the fields of JSON in columns that a map does not read, as `metadata.note`. */
export class UnreadFields {
  /** Paths that are read below each column; a column that is read as a whole has none. */
  readonly #paths = new Map<string, string[]>();
  readonly #found = new Set<string>();

  constructor(map: ImportMap) {
    const names = readNames(map);
    const whole = new Set(names.filter((name) => !name.includes('.')).map((name) => name.toLowerCase()));
    for (const name of names) {
      const [column = '', ...path] = name.split('.');
      const key = column.toLowerCase();
      if (path.length === 0 || whole.has(key)) continue;
      this.#paths.set(key, [...(this.#paths.get(key) ?? []), path.join('.')]);
    }
  }

  /** Looks at the cells of a row. */
  add(row: Row): void {
    for (const [column, paths] of this.#paths) this.#addBelow(column, fieldsOf(ownCell(row, column)), paths);
  }

  names(): string[] {
    return [...this.#found];
  }

  #addBelow(place: string, fields: object, paths: readonly string[]): void {
    for (const [name, value] of Object.entries(fields)) {
      if (value === null || value === '' || paths.includes(name)) continue;
      const below = paths.flatMap((path) =>
        path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [],
      );
      if (below.length > 0 && typeof value === 'object')
        this.#addBelow(`${place}.${name}`, value as object, below);
      else if (this.#found.size < MOST_NAMES) this.#found.add(`${place}.${name}`);
    }
  }
}

/** The fields of a cell's JSON; none where it is no object. */
function fieldsOf(text: string | undefined): object {
  if (text === undefined || !/^\s*\{/.test(text)) return {};
  try {
    return parseJson(text) as object;
  } catch {
    // Not JSON after all: a text has no fields.
    return {};
  }
}
