import { Readable } from 'node:stream';
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

/**
 * Reads a CSV with a header line by line; every row is checked as the recorder will check its message. Throws an
 * Error for a file that is not UTF-8.
 */
export async function* readRows(csv: Readable, options: RowOptions): AsyncGenerator<ReadRow> {
  const twins = new Map<string, number>();
  const text = Readable.from(decoded(csv));
  const parser = text.pipe(
    parse({
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  text.on('error', (error) => parser.destroy(error));
  for await (const parsed of parser) {
    const { info, record } = parsed as ParsedRow;
    const event = rowEvent(record, options, options.map.id === undefined ? twinOf(record, twins) : 0);
    const checked = parseEvent(event, 0);
    if (checked.kind === 'accepted') yield { line: info.lines, event };
    else yield { line: info.lines, errors: checked.errors };
  }
}

/** The file's text; names in another encoding would become those of somebody else. */
async function* decoded(csv: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new Error('the file is not UTF-8: save it in that encoding first', { cause: error });
    }
  };
  for await (const chunk of csv as AsyncIterable<Buffer | string>) {
    yield typeof chunk === 'string' ? chunk : decode(chunk);
  }
  yield decode();
}

function twinOf(row: Row, twins: Map<string, number>): number {
  const key = rowKey(row);
  const twin = twins.get(key) ?? 0;
  twins.set(key, twin + 1);
  return twin;
}
