import type { ExportFormat } from '../../contracts/report-vocabulary.ts';
import { type CurrencyRate, isForeign, rateAnswer } from '../currency/currency.ts';
import { csvHeader, csvRow } from './csv-column-order.ts';
import type { ExportEntry } from './export-entry.ts';
import { focusHeader, focusRows } from './focus.ts';
import type { FocusAccount } from './focus-columns.ts';
import { jsonEntry } from './json-entry.ts';

/** How an export is written. */
export interface ExportOptions {
  /** Amounts in this currency beside USD; absent or USD: USD alone. */
  readonly rate?: CurrencyRate | undefined;
  /** Whose bill a FOCUS export is. */
  readonly account: FocusAccount;
}

/** How a format is written; `index` counts entries from 0. */
export interface ExportWriter {
  readonly head: string;
  row(entry: ExportEntry, index: number): string;
  readonly tail: string;
}

function jsonWriter({ rate }: ExportOptions): ExportWriter {
  const exchange = isForeign(rate) ? `"exchange":${JSON.stringify(rateAnswer(rate))},` : '';
  return {
    head: `{${exchange}"entries":[`,
    row: (entry, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(jsonEntry(entry, rate))}`,
    tail: '\n]}\n',
  };
}

const WRITERS: Readonly<Record<ExportFormat, (options: ExportOptions) => ExportWriter>> = {
  csv: ({ rate }) => ({ head: csvHeader(rate), row: (entry) => csvRow(entry, rate), tail: '' }),
  focus: ({ rate, account }) => ({
    head: focusHeader(),
    row: (entry) => focusRows(entry, account, rate),
    tail: '',
  }),
  json: jsonWriter,
};

/** The parts of an export, for who writes it in several goes. */
export function exportWriter(format: ExportFormat, options: ExportOptions): ExportWriter {
  return WRITERS[format](options);
}

/** Characters of one chunk: large enough for a socket or a multipart part to be worth it, small in memory. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * An export as text chunks, in constant memory: pages of entries in, chunks of about 64 KB out. JSON is one
 * document `{"entries":[…]}`; CSV and FOCUS begin with their header, also when there is no entry.
 */
export async function* exportChunks(
  pages: AsyncIterable<readonly ExportEntry[]> | Iterable<readonly ExportEntry[]>,
  format: ExportFormat,
  options: ExportOptions,
): AsyncGenerator<string> {
  const writer = exportWriter(format, options);
  let chunk = writer.head;
  let index = 0;
  for await (const page of pages) {
    for (const entry of page) {
      chunk += writer.row(entry, index);
      index += 1;
      if (chunk.length >= CHUNK_CHARACTERS) {
        yield chunk;
        chunk = '';
      }
    }
  }
  yield chunk + writer.tail;
}
