import { ZERO_USD } from '../../money/decimal.ts';
import { canonicalProvider } from '../../pricing/provider-names.ts';
import {
  billDay,
  billQuantity,
  billModel,
  BillProblems,
  BILL_ROW_KINDS,
  type BillOptions,
  type BillRow,
} from './bill-row.ts';
import type { CsvTable } from './csv-table.ts';

const KINDS: ReadonlySet<string> = new Set(BILL_ROW_KINDS);

/**
 * `provider,model,day,usd` or `provider,model,day,unit,quantity`, or all six; with an optional `kind` (usage,
 * fixed-fee, tax, credit) and `currency`. An empty model or day means that the bill does not say.
 */
export function plainBill(table: CsvTable, options: BillOptions): BillRow[] {
  const problems = new BillProblems();
  const charged = table.columns.has('usd');
  const rows = table.rows.map((row, index): BillRow => {
    const at = `row ${index + 2}`;
    const kind = row['kind'] || 'usage';
    if (!KINDS.has(kind)) problems.add(`${at}, kind`, `"${kind}" is none of ${[...KINDS].join(', ')}`);
    if (!row['provider']) problems.add(`${at}, provider`, 'is empty');
    if (row['day'] && !billDay(row['day'])) problems.add(`${at}, day`, `"${row['day']}" is not YYYY-MM-DD`);
    const quantity = billQuantity(row['quantity']);
    if (row['unit'] && quantity === undefined) {
      problems.add(`${at}, quantity`, `"${row['quantity'] ?? ''}" is not a number`);
    }
    const countsOnly = kind === 'usage' && !row['usd'] && quantity !== undefined;
    return {
      provider: canonicalProvider(row['provider'] ?? ''),
      day: billDay(row['day']),
      model: billModel(row['model'], options),
      kind: kind as BillRow['kind'],
      amount: charged ? problems.amount(`${at}, usd`, row['usd'] || '0', row['currency'], options) : ZERO_USD,
      ...(countsOnly && { countsOnly }),
      unit: row['unit'] || undefined,
      quantity,
      description: row['description'] ?? '',
    };
  });
  problems.throwIfAny();
  return rows;
}
