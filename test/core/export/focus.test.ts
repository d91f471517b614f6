import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { FOCUS_COLUMNS, focusHeader, focusRows } from '../../../core/export/focus.ts';
import type { ExportEntry } from '../../../core/export/export-entry.ts';
import {
  formatDecimal,
  parseDecimal,
  parseQuantity,
  parseUsd,
  picoUsd,
} from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { USAGE_UNITS } from '../../../contracts/usage-vocabulary.ts';
import { focusUnit } from '../../../core/export/focus-vocabulary.ts';
import { exportEntry } from './report-entries.ts';

type Row = Record<string, string>;
const account = { id: 'acme-production', name: 'Acme, production' };
const [eur] = parseRates([{ currency: 'EUR', rate: '0.86', date: aDay('2026-11-20'), source: 'ECB' }]);

const read = (text: string): Row[] => parse<Row>(text, { columns: true, bom: true });
const focus = (entry: ExportEntry): Row[] => read(focusHeader() + focusRows(entry, account));

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
    const waiting = { images: parseQuantity('2') };
    const usage = { ...exportEntry().usage, ...waiting };
    const rows = focus(exportEntry({ usage, waiting, status: 'unpriced' }));
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

  it('have a unit in title case for each part of usage', () => {
    const words = USAGE_UNITS.map(focusUnit);
    expect(words.filter((word) => !/^(?:[A-Z][A-Za-z]*[- ]?)+$/.test(word))).toEqual([]);
  });

  it('bill in another currency and price in USD', () => {
    const [row] = read(focusHeader() + focusRows(exportEntry(), account, eur));
    expect(row).toMatchObject({ BillingCurrency: 'EUR', BilledCost: '0.129', PricingCurrency: 'USD' });
    expect(row).toMatchObject({ PricingCurrencyEffectiveCost: '0.15', ListUnitPrice: '0.129' });
  });
});
