import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { FieldError } from '../../core/errors.ts';
import { parseEvent } from '../../core/usage/parse-message.ts';
import { withAwsSku } from './aws-cells.ts';
import type { Row } from './cells.ts';
import { type JsonRow, readJsonRows } from './json-rows.ts';
import { type ImportMap, sourceNames } from './import-map.ts';
import { type RoundedNumber, rowEvent, type RowEvent, type RowOptions } from './row-event.ts';
import { RowIdentities } from './row-identity.ts';
import type { UnreadFields } from './unread-fields.ts';

/** A row that became a message, or one that did not, with the line of the file where it ends. */
export type ReadRow =
  | { readonly line: number; readonly event: RowEvent; readonly rounded: readonly RoundedNumber[] }
  | { readonly line: number; readonly column?: number; readonly errors: readonly FieldError[] };

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Row;
}

export interface ReadOptions extends RowOptions {
  /** Hears the columns of the file; of JSON, in lower case. */
  readonly heard?: ((columns: readonly string[]) => void) | undefined;
  /** Gathers fields of JSON in columns that the map does not read. */
  readonly unread?: UnreadFields | undefined;
}

/**
 * Reads a CSV with a header, or JSON (a list, an object with a list in it, or an object a line); every row is checked
 * as the recorder will check its message. A row that cannot be read is one of errors. Throws an Error for a file that
 * is not UTF-8.
 */
export async function* readRows(file: Readable, options: ReadOptions): AsyncGenerator<ReadRow> {
  const chunks = decoded(file);
  const first = await chunks.next();
  const start = first.done ? '' : first.value;
  const rows = /^\uFEFF?\s*[[{]/.test(start)
    ? jsonRows(start, chunks, options)
    : csvRows(start, chunks, options.heard);
  const identities = new RowIdentities(options.map, options.table);
  for await (const row of rows) {
    if ('errors' in row) yield row;
    else yield checkedRow(row, options, identities);
  }
}

function checkedRow({ line, record }: JsonRow, options: ReadOptions, identities: RowIdentities): ReadRow {
  options.unread?.add(record);
  const cells = withAwsSku(record);
  const rounded: RoundedNumber[] = [];
  const event = rowEvent(cells, options, identities.next(cells), (number) => rounded.push(number));
  const checked = parseEvent(event, 0);
  if (checked.kind === 'accepted') return { line, event, rounded };
  return { line, errors: checked.errors.map((error) => withWayOut(error, event, options.map)) };
}

/** An error of a message in the words of the table that it is made of. */
function withWayOut({ field, message }: FieldError, event: RowEvent, map: ImportMap): FieldError {
  const value = event[field];
  if (field === 'occurredAt' && typeof value === 'string' && /^\d{1,2}[/.-]\d{1,2}[/.-]\d/.test(value)) {
    return { field, message: `is "${value}", and days and months have either order: write it as 2026-10-01` };
  }
  const columns = value === undefined ? sourceNames(map[field as keyof ImportMap]) : [];
  if (columns.length === 0) return { field, message };
  return { field, message: `${message}; the map looks for it in ${columns.join(', ')}` };
}

type BrokenRow = Extract<ReadRow, { errors: readonly FieldError[] }>;
type RowOrErrors = JsonRow | BrokenRow;

async function* jsonRows(
  start: string,
  chunks: AsyncGenerator<string>,
  { map, heard }: ReadOptions,
): AsyncGenerator<RowOrErrors> {
  let text = start;
  for await (const chunk of chunks) text += chunk;
  const rows = readJsonRows(text, map.rows);
  const columns = rows.flatMap((row) => ('record' in row ? Object.keys(row.record) : []));
  heard?.([...new Set(columns)]);
  yield* rows;
}

async function* csvRows(
  start: string,
  chunks: AsyncGenerator<string>,
  heard: ReadOptions['heard'],
): AsyncGenerator<RowOrErrors> {
  const text = Readable.from(withFirst(start, chunks));
  const broken: BrokenRow[] = [];
  const parser = text.pipe(
    parse({
      bom: true,
      columns: (names: string[]) => {
        const columns = names.map((name) => name.trim());
        heard?.(columns);
        return columns.map((name) => name.toLowerCase());
      },
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => void (error && broken.push(brokenRow(error))),
    }),
  );
  text.on('error', (error) => parser.destroy(error));
  for await (const parsed of parser) {
    const { info, record } = parsed as ParsedRow;
    // The parser is ahead of its reader: what is broken behind this row is told behind it.
    while (broken[0] && broken[0].line < info.lines) yield broken.shift() as BrokenRow;
    yield { line: info.lines, record };
  }
  yield* broken;
}

function brokenRow(error: CsvError): BrokenRow {
  const place = error as CsvError & { lines?: unknown; column?: unknown; index?: unknown };
  const message = `is no CSV (${error.message}): write a cell with quotes in quotes, and each quote inside twice`;
  return {
    line: typeof place.lines === 'number' ? place.lines : 0,
    ...(typeof place.index === 'number' && { column: place.index + 1 }),
    errors: [{ field: typeof place.column === 'string' ? place.column : '', message }],
  };
}

async function* withFirst(start: string, chunks: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* chunks;
}

/** The file's text; names in another encoding would become those of another person. */
async function* decoded(file: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new Error('the file is not UTF-8: save it in that encoding first', { cause: error });
    }
  };
  for await (const chunk of file as AsyncIterable<Buffer | string>) {
    const text = typeof chunk === 'string' ? chunk : decode(chunk);
    if (text !== '') yield text;
  }
  yield decode();
}
