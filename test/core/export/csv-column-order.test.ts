import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { csvHeader, csvRow } from '../../../core/export/csv-column-order.ts';
import type { ExportEntry } from '../../../core/export/export-entry.ts';
import { parseUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { exportEntry } from './report-entries.ts';

type Row = Record<string, string>;
const [eur] = parseRates([{ currency: 'EUR', rate: '0.86', date: aDay('2026-11-20'), source: 'ECB' }]);

const read = (text: string): Row[] => parse<Row>(text, { columns: true, bom: true });
const csv = (entry: ExportEntry): Row => read(csvHeader() + csvRow(entry))[0] ?? {};

describe('a CSV row', () => {
  it('holds the entry with exact amounts', () => {
    expect(csv(exportEntry())).toMatchObject({
      id: 'event-1',
      costUsd: '0.150204',
      userId: 'user-42',
      resourceType: 'episode',
      usage: '{"input_tokens":"1000000","output_tokens":"340"}',
      reportedCostUsd: '',
    });
  });

  it.each([
    ['=HYPERLINK("http://x")', `'=HYPERLINK("http://x")`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['a "quoted", cell', 'a "quoted", cell'],
  ])('disarms the text %s', (operation, expected) => {
    expect(csv(exportEntry({ operation }))['operation']).toBe(expected);
  });

  it('keeps a negative amount a number', () => {
    expect(csv(exportEntry({ cost: parseUsd('-1.5'), lines: [] }))['costUsd']).toBe('-1.5');
  });

  it('shows another currency with its rate, date and source beside USD', () => {
    const row = read(csvHeader(eur) + csvRow(exportEntry(), eur))[0];
    expect(row).toMatchObject({
      costUsd: '0.150204',
      cost: '0.12917544',
      currency: 'EUR',
      exchangeRate: '0.86',
    });
    expect(row).toMatchObject({ exchangeRateDate: '2026-11-20', exchangeRateSource: 'ECB' });
  });
});
