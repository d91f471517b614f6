import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { FieldError } from '../../core/errors.ts';
import { parseEvent } from '../../core/usage/parse-message.ts';
import { type Row, rowEvent, type RowEvent, rowKey, type RowOptions } from './row-event.ts';

/** A row that became a message, or one that did not, with the line of the file where it ends. */
export type ReadRow =
  | { readonly line: number; readonly event: RowEvent }
  | { readonly line: number; readonly errors: readonly FieldError[] };

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Row;
}

/** Reads a CSV with a header line by line; every row is checked as the recorder will check its message. */
export async function* readRows(csv: Readable, options: RowOptions): AsyncGenerator<ReadRow> {
  const twins = new Map<string, number>();
  const parser = csv.pipe(
    parse({
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  csv.on('error', (error) => parser.destroy(error));
  for await (const parsed of parser) {
    const { info, record } = parsed as ParsedRow;
    const event = rowEvent(record, options, options.map.id === undefined ? twinOf(record, twins) : 0);
    const checked = parseEvent(event, 0);
    if (checked.kind === 'accepted') yield { line: info.lines, event };
    else yield { line: info.lines, errors: checked.errors };
  }
}

function twinOf(row: Row, twins: Map<string, number>): number {
  const key = rowKey(row);
  const twin = twins.get(key) ?? 0;
  twins.set(key, twin + 1);
  return twin;
}
