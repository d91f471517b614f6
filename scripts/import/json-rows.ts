import type { FieldError } from '../../core/errors.ts';
import { parseJson } from '../../core/json-text.ts';
import type { Row } from './cells.ts';

/** A row of a file with its line; of one JSON document, its number. */
export interface JsonRow {
  readonly line: number;
  readonly record: Row;
}

type Fields = Record<string, unknown>;
type RowOrErrors = JsonRow | { readonly line: number; readonly errors: readonly FieldError[] };

/** Fields under which exports keep their list. */
const LISTS = ['data', 'rows', 'items', 'events', 'observations', 'requests', 'daily', 'results'];

/**
 * The rows of JSON: of a list, of the list that `path` leads to (whose fields on the way every row has too, and the
 * names of what is listed by name), or an object a line. What cannot be read is an error with its line, and no
 * exception.
 */
export function readJsonRows(text: string, path: readonly string[] = []): RowOrErrors[] {
  let document: unknown;
  try {
    document = parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return jsonLines(text, error);
  }
  const found = rowsAt(document, path);
  if (found.length > 0 || Array.isArray(document)) {
    return found.map((fields, index) => ({ line: index + 1, record: cellsOf(fields) }));
  }
  const names = isFields(document) ? Object.keys(document).slice(0, 10).join(', ') : typeof document;
  const message = `is JSON without a list of rows (it has ${names}): name the fields that lead to them as "rows" of the map, such as "rows": ["daily", "modelBreakdowns"]`;
  return [{ line: 1, errors: [{ field: '', message }] }];
}

function jsonLines(text: string, whole: unknown): RowOrErrors[] {
  const lines = text.split(/\r?\n/);
  const rows = lines.flatMap((line, index): RowOrErrors[] => {
    if (line.trim() === '') return [];
    try {
      const fields: unknown = parseJson(line);
      if (isFields(fields)) return [{ line: index + 1, record: cellsOf(fields) }];
    } catch {
      // Told with its line below.
    }
    return [
      {
        line: index + 1,
        errors: [{ field: '', message: 'is no JSON object: write one a line, or one list' }],
      },
    ];
  });
  if (rows.some((row) => 'record' in row)) return rows;
  const why = whole instanceof Error ? whole.message : String(whole);
  return [{ line: 1, errors: [{ field: '', message: `is no JSON: ${why}` }] }];
}

function rowsAt(document: unknown, path: readonly string[]): Fields[] {
  if (Array.isArray(document)) return (document as unknown[]).flatMap((item) => below(item, path));
  if (!isFields(document)) return [];
  if (path.length > 0) return below(document, path);
  const name = LISTS.find((one) => Array.isArray(document[one]));
  return name === undefined ? [] : below(document, [name]);
}

/** An object's rows below a path: each with the plain fields of what holds it; an object without a list is a row. */
function below(value: unknown, path: readonly string[]): Fields[] {
  if (!isFields(value)) return [];
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  const list = value[name];
  if (isByName(list)) {
    // `projects: {"api": [ … ]}`: the name is a field of each row, `project`.
    const field = name.replace(/s$/, '');
    return Object.entries(list).flatMap(([key, items]) =>
      items.flatMap((item) => below(item, rest)).map((item) => ({ [field]: key, ...item })),
    );
  }
  if (!Array.isArray(list))
    return rest.length > 0 || !Object.hasOwn(value, name) ? below(value, rest) : [value];
  const outer = Object.fromEntries(Object.entries(value).filter(([, field]) => !holdsRows(field)));
  return (list as unknown[]).flatMap((item) => below(item, rest)).map((item) => ({ ...outer, ...item }));
}

/** Lists by name, such as those of each project. */
function isByName(value: unknown): value is Readonly<Record<string, unknown[]>> {
  if (!isFields(value)) return false;
  const lists = Object.values(value);
  return lists.length > 0 && lists.every((one) => Array.isArray(one));
}

/** Lists hold the rows, or are beside them: no field of a row. */
function holdsRows(value: unknown): boolean {
  return Array.isArray(value) || isByName(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Cells by column in lower case; objects and lists stay JSON. */
function cellsOf(fields: Fields): Row {
  const cells = Object.entries(fields).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [[name.toLowerCase(), text] as const];
  });
  return Object.fromEntries(cells);
}
