import { USD_RATE, type CurrencyRate } from '../currency/currency.ts';
import { csvLine } from './csv.ts';
import { chargesOf } from './focus-charges.ts';
import { CHARGE_COLUMNS, chargeRow, ENTRY_COLUMNS, entryRow, type FocusAccount } from './focus-columns.ts';
import type { ExportEntry } from './export-entry.ts';

/** Every column of the export: all of FOCUS 1.2, ServiceProviderName and HostProviderName of 1.3, and ours. */
export const FOCUS_COLUMNS: readonly string[] = [...CHARGE_COLUMNS, ...ENTRY_COLUMNS].map(({ name }) => name);

export function focusHeader(): string {
  return csvLine(FOCUS_COLUMNS);
}

/**
 * An entry as FOCUS rows, one for each priced line, each unpriced part, and what is left of the cost; their
 * BilledCost adds up to the entry's cost. With a rate the billing currency is its, and the pricing currency
 * stays USD.
 */
export function focusRows(entry: ExportEntry, account: FocusAccount, rate: CurrencyRate = USD_RATE): string {
  const row = entryRow(entry, account, rate);
  const shared = ENTRY_COLUMNS.map(({ cell }) => cell(row)).join(',');
  let rows = '';
  for (const charge of chargesOf(entry)) {
    const own = chargeRow(charge, entry, rate);
    rows += `${CHARGE_COLUMNS.map(({ cell }) => cell(own)).join(',')},${shared}\r\n`;
  }
  return rows;
}
