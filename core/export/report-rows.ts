import { formatDecimal, type Quantity } from '../money/decimal.ts';
import { csvJson, csvLine, csvText } from './csv.ts';
import { fromUsd, rateAnswer, type CurrencyRate } from '../currency/currency.ts';
import { focusHeader, focusRows, type FocusAccount } from './focus.ts';
import type { ReportEntry } from './report-entry.ts';

/** The formats of `GET /reports/export`. */
export type ExportFormat = 'csv' | 'json' | 'focus';

/** How an export is written. */
export interface ExportOptions {
  /** Amounts in this currency beside USD; absent or USD: USD alone. */
  readonly rate?: CurrencyRate | undefined;
  /** Whose bill a FOCUS export is. */
  readonly account: FocusAccount;
}

const CSV_COLUMNS = [
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
] as const;

const CONVERTED_COLUMNS = [
  'cost',
  'currency',
  'exchangeRate',
  'exchangeRateDate',
  'exchangeRateSource',
] as const;

function isForeign(rate: CurrencyRate | undefined): rate is CurrencyRate {
  return rate !== undefined && rate.currency !== 'USD';
}

function decimals(quantities: Readonly<Record<string, Quantity>>): Record<string, string> {
  const answer: Record<string, string> = {};
  for (const name in quantities) answer[name] = formatDecimal(quantities[name] ?? 0n);
  return answer;
}

/** Header line of a CSV export. */
export function csvHeader(rate?: CurrencyRate): string {
  return csvLine(isForeign(rate) ? [...CSV_COLUMNS, ...CONVERTED_COLUMNS] : CSV_COLUMNS);
}

/** One entry as one CSV line. Amounts and quantities are exact; negative amounts are numbers, not formulas. */
export function csvRow(entry: ReportEntry, rate?: CurrencyRate): string {
  const cells = [
    csvText(entry.id),
    entry.day,
    entry.occurredAt,
    entry.recordedAt,
    csvText(entry.provider),
    csvText(entry.service),
    csvText(entry.model),
    csvText(entry.region),
    csvText(entry.operation),
    csvText(entry.userId),
    csvText(entry.resource?.type),
    csvText(entry.resource?.id),
    csvText(entry.group?.type),
    csvText(entry.group?.id),
    entry.status,
    csvText(entry.outcome),
    entry.attempt === undefined ? '' : String(entry.attempt),
    formatDecimal(entry.cost),
    entry.reportedCost === undefined ? '' : formatDecimal(entry.reportedCost),
    csvJson(decimals(entry.usage)),
    csvJson(entry.attributes),
    csvJson(entry.tags),
    csvText(entry.catalogueVersion),
    csvText(entry.correctionOf),
  ];
  if (isForeign(rate)) {
    const converted = formatDecimal(fromUsd(entry.cost, rate));
    cells.push(converted, rate.currency, formatDecimal(rate.rate), rate.date, csvText(rate.source));
  }
  return csvLine(cells);
}

/** One entry as `GET /entries` shows it; amounts and quantities are decimal strings. */
export function jsonEntry(entry: ReportEntry, rate?: CurrencyRate) {
  const { cost, reportedCost, usage, lines, ...rest } = entry;
  return {
    ...rest,
    usage: decimals(usage),
    lines: lines.map((line) => ({
      unit: line.unit,
      quantity: formatDecimal(line.quantity),
      unitPriceUsd: formatDecimal(line.unitPrice),
      per: formatDecimal(line.per),
      costUsd: formatDecimal(line.cost),
      priceId: line.priceId,
    })),
    costUsd: formatDecimal(cost),
    ...(reportedCost === undefined ? {} : { reportedCostUsd: formatDecimal(reportedCost) }),
    ...(isForeign(rate) ? { cost: formatDecimal(fromUsd(cost, rate)), currency: rate.currency } : {}),
  };
}

/** How a format is written; `index` counts entries from 0. */
export interface ExportWriter {
  readonly head: string;
  row(entry: ReportEntry, index: number): string;
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
  pages: AsyncIterable<readonly ReportEntry[]> | Iterable<readonly ReportEntry[]>,
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
