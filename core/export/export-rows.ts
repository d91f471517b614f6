import {
  type ExportedField,
  EXPORTED_FIELDS,
  inOrder,
  type KindOf,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { lineAnswer } from '../pricing/line-answer.ts';
import { formatDecimal, type PicoUsd } from '../money/decimal.ts';
import type { FieldValues } from '../usage/entry.ts';
import { csvLine, csvText } from './csv.ts';
import { type Column, decimals, FIELD_COLUMNS } from './field-columns.ts';
import { fromUsd, rateAnswer, type CurrencyRate } from '../currency/currency.ts';
import { focusHeader, focusRows } from './focus.ts';
import type { FocusAccount } from './focus-columns.ts';
import type { ExportEntry } from './export-entry.ts';

/** The formats of `GET /reports/export`. */
export type ExportFormat = 'csv' | 'json' | 'focus';

/** How an export is written. */
export interface ExportOptions {
  /** Amounts in this currency beside USD; absent or USD: USD alone. */
  readonly rate?: CurrencyRate | undefined;
  /** Whose bill a FOCUS export is. */
  readonly account: FocusAccount;
}

/** The order that readers know; a column that is not named here comes behind them. */
const KNOWN_ORDER = [
  'id',
  'day',
  'occurredAt',
  'recordedAt',
  'provider',
  'service',
  'model',
  'region',
  'operation',
  'userId',
  'resourceType',
  'resourceId',
  'groupType',
  'groupId',
  'status',
  'outcome',
  'attempt',
  'costUsd',
  'reportedCostUsd',
  'usage',
  'attributes',
  'tags',
  'catalogueVersion',
  'correctionOf',
];

const CSV_COLUMNS = inOrder(
  FIELD_COLUMNS.map(({ name }) => name),
  KNOWN_ORDER,
).flatMap((name) => FIELD_COLUMNS.filter((column) => column.name === name));

/** Behind them where amounts are converted. */
const CONVERTED_COLUMNS: readonly Column<{ readonly cost: PicoUsd; readonly rate: CurrencyRate }>[] = [
  { name: 'cost', cell: ({ cost, rate }) => formatDecimal(fromUsd(cost, rate)) },
  { name: 'currency', cell: ({ rate }) => rate.currency },
  { name: 'exchangeRate', cell: ({ rate }) => formatDecimal(rate.rate) },
  { name: 'exchangeRateDate', cell: ({ rate }) => rate.date },
  { name: 'exchangeRateSource', cell: ({ rate }) => csvText(rate.source) },
];

function isForeign(rate: CurrencyRate | undefined): rate is CurrencyRate {
  return rate !== undefined && rate.currency !== 'USD';
}

/** Header line of a CSV export. */
export function csvHeader(rate?: CurrencyRate): string {
  const columns = isForeign(rate) ? [...CSV_COLUMNS, ...CONVERTED_COLUMNS] : CSV_COLUMNS;
  return csvLine(columns.map(({ name }) => name));
}

/** One entry as one CSV line. */
export function csvRow(entry: ExportEntry, rate?: CurrencyRate): string {
  const cells = CSV_COLUMNS.map(({ cell }) => cell(entry));
  if (isForeign(rate)) {
    for (const { cell } of CONVERTED_COLUMNS) cells.push(cell({ cost: entry.cost, rate }));
  }
  return csvLine(cells);
}

/** A value in JSON, where it is not itself. */
const JSON_VALUES: {
  readonly [Kind in KindOf<ExportedField>]?: (value: FieldValues[Kind]) => unknown;
} = {
  quantities: decimals,
  lines: (lines) => lines.map(lineAnswer),
  amount: formatDecimal,
};

function isConverted(name: ExportedField): boolean {
  return JSON_VALUES[ENTRY_FIELDS[name].kind] !== undefined;
}

/** What is written as it is, then what is not. */
const JSON_FIELDS = [
  ...EXPORTED_FIELDS.filter((name) => !isConverted(name)),
  ...EXPORTED_FIELDS.filter(isConverted),
];

/** One entry as `GET /entries` shows it; amounts and quantities are decimal strings. */
function jsonEntry(entry: ExportEntry, rate?: CurrencyRate): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of JSON_FIELDS) {
    const value = entry[name];
    const convert = JSON_VALUES[ENTRY_FIELDS[name].kind];
    if (value !== undefined) shown[shownName(name)] = convert ? convert(value as never) : value;
  }
  if (isForeign(rate)) {
    shown['cost'] = formatDecimal(fromUsd(entry.cost, rate));
    shown['currency'] = rate.currency;
  }
  return shown;
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
