import { inOrder } from '../../contracts/entry-field-names.ts';
import { type CurrencyRate, fromUsd, isForeign } from '../currency/currency.ts';
import { formatDecimal, type PicoUsd } from '../money/decimal.ts';
import { csvLine, csvText } from './csv.ts';
import type { ExportEntry } from './export-entry.ts';
import { type Column, FIELD_COLUMNS } from './field-columns.ts';

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
