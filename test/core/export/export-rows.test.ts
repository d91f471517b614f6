import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { FOCUS_COLUMNS, focusHeader, focusRows } from '../../../core/export/focus.ts';
import type { ExportEntry } from '../../../core/export/export-entry.ts';
import { csvHeader, csvRow, exportChunks, type ExportFormat } from '../../../core/export/export-rows.ts';
import {
  formatDecimal,
  parseDecimal,
  parseQuantity,
  parseUsd,
  picoUsd,
} from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { exportEntry } from './report-entries.ts';

type Row = Record<string, string>;
const account = { id: 'acme-production', name: 'Acme, production' };
const [eur] = parseRates([{ currency: 'EUR', rate: '0.86', date: aDay('2026-11-20'), source: 'ECB' }]);

const read = (text: string): Row[] => parse<Row>(text, { columns: true, bom: true });
const csv = (entry: ExportEntry): Row => read(csvHeader() + csvRow(entry))[0] ?? {};
const focus = (entry: ExportEntry): Row[] => read(focusHeader() + focusRows(entry, account));

async function collect(entries: readonly ExportEntry[][], format: ExportFormat): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of exportChunks(entries, format, { account })) chunks.push(chunk);
  return chunks;
}

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

describe('FOCUS rows', () => {
  const MANDATORY = [
    'BilledCost',
    'BillingAccountId',
    'BillingCurrency',
    'BillingPeriodEnd',
    'BillingPeriodStart',
    'ChargeCategory',
    'ChargePeriodEnd',
    'ChargePeriodStart',
    'ContractedCost',
    'EffectiveCost',
    'InvoiceIssuerName',
    'ListCost',
    'PricingQuantity',
    'PricingUnit',
    'ProviderName',
    'PublisherName',
    'ServiceCategory',
    'ServiceName',
    'ServiceProviderName',
    'HostProviderName',
    'ServiceSubcategory',
  ];

  it('name each column once and fill every one that may not be null', () => {
    expect(new Set(FOCUS_COLUMNS).size).toBe(FOCUS_COLUMNS.length);
    for (const row of focus(exportEntry())) {
      expect(MANDATORY.filter((column) => !row[column])).toEqual([]);
    }
  });

  it('say quantity x list unit price = list cost for each priced line', () => {
    const [input, output] = focus(exportEntry());
    expect(input).toMatchObject({
      PricingQuantity: '1',
      PricingUnit: '1000000 Tokens',
      ListUnitPrice: '0.15',
    });
    expect(output).toMatchObject({ PricingQuantity: '0.00034', ListUnitPrice: '0.6', ListCost: '0.000204' });
    expect(input).toMatchObject({ ChargePeriodStart: '2026-11-21T10:00:00Z', SkuMeter: 'input_tokens' });
    expect(input).toMatchObject({ BillingPeriodEnd: '2026-12-01T00:00:00Z', x_CostStatus: 'priced' });
  });

  it('show an unpriced part as a row without a price', () => {
    const usage = { ...exportEntry().usage, images: parseQuantity('2') };
    const rows = focus(exportEntry({ usage, status: 'unpriced' }));
    expect(rows).toHaveLength(3);
    expect(rows[2]).toMatchObject({ ConsumedQuantity: '2', ListUnitPrice: '', x_CostStatus: 'unpriced' });
  });

  it('show a reported cost as one charge', () => {
    const rows = focus(exportEntry({ lines: [], status: 'reported', cost: parseUsd('0.07') }));
    expect(rows).toMatchObject([{ BilledCost: '0.07', ListUnitPrice: '0.07', x_CostStatus: 'reported' }]);
  });

  it('name who serves and who made a model on Bedrock', () => {
    const model = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
    expect(focus(exportEntry({ provider: 'aws-bedrock', model }))[0]).toMatchObject({
      ProviderName: 'AWS',
      HostProviderName: 'AWS',
      PublisherName: 'Anthropic',
    });
  });

  it('add up to the cost of the entry', () => {
    const amount = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }).map(picoUsd);
    fc.assert(
      fc.property(amount, fc.constantFrom('priced', 'unpriced', 'reported'), (cost, status) => {
        const rows = focus(exportEntry({ cost, status }));
        const total = rows.reduce((sum, row) => sum + parseDecimal(row['BilledCost'] ?? ''), 0n);
        expect(formatDecimal(total)).toBe(formatDecimal(cost));
      }),
    );
  });

  it('bill in another currency and price in USD', () => {
    const [row] = read(focusHeader() + focusRows(exportEntry(), account, eur));
    expect(row).toMatchObject({ BillingCurrency: 'EUR', BilledCost: '0.129', PricingCurrency: 'USD' });
    expect(row).toMatchObject({ PricingCurrencyEffectiveCost: '0.15', ListUnitPrice: '0.129' });
  });
});

describe('exportChunks', () => {
  const many = Array.from({ length: 40 }, (_, page) =>
    Array.from({ length: 25 }, (_, i) => exportEntry({ id: `event-${page}-${i}` })),
  );

  it.each(['csv', 'focus', 'json'] as const)(
    'writes a readable %s document in small chunks',
    async (format) => {
      const chunks = await collect(many, format);
      const text = chunks.join('');
      const document = format === 'json' ? (JSON.parse(text) as { entries: unknown[] }).entries : read(text);
      expect(document).toHaveLength(format === 'focus' ? 2000 : 1000);
      expect(chunks.length).toBeGreaterThan(3);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(80_000);
    },
  );

  it.each([
    ['csv', csvHeader()],
    ['focus', focusHeader()],
    ['json', '{"entries":[\n]}\n'],
  ] as const)('writes an empty %s document', async (format, expected) => {
    expect((await collect([], format)).join('')).toBe(expected);
  });
});
