import { lookUp } from '../../../contracts/look-up.ts';
import { canonicalProvider } from '../../pricing/provider-names.ts';
import {
  billDay,
  billQuantity,
  billModel,
  BillProblems,
  type BillOptions,
  type BillRow,
} from './bill-row.ts';
import type { CsvTable } from './csv-table.ts';

const KINDS: Readonly<Record<string, BillRow['kind']>> = {
  Usage: 'usage',
  Purchase: 'fixed-fee',
  Tax: 'tax',
  Credit: 'credit',
  Adjustment: 'credit',
};

/** A bill in FOCUS (1.0 to 1.3): SkuId is the model, SkuMeter or ConsumedUnit the unit, a day is a UTC day. */
export function focusBill(table: CsvTable, options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  const rows = table.rows.map((row, index): BillRow => {
    const provider = row['x_provider'] || row['service_provider_name'] || row['provider_name'] || '';
    if (!provider) problems.add(`row ${index + 2}, ProviderName`, 'is empty');
    return {
      provider: canonicalProvider(provider),
      day: billDay(row['charge_period_start']),
      model: billModel(row['sku_id'] || row['service_name'], options),
      kind: lookUp(KINDS, row['charge_category'] ?? 'Usage') ?? 'credit',
      amount: problems.amount(
        `row ${index + 2}, BilledCost`,
        row['billed_cost'],
        row['billing_currency'],
        options,
      ),
      unit: row['sku_meter'] || row['consumed_unit'] || undefined,
      quantity: billQuantity(row['consumed_quantity']),
      description: row['charge_description'] || row['service_name'] || '',
    };
  });
  problems.throwIfAny();
  return rows;
}
