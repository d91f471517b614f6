import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { findRate, parseRates } from '../../core/currency/currency.ts';
import type { ExportRequest } from '../../core/export/export-request.ts';
import type { ExportOptions } from '../../core/export/report-rows.ts';

/** Whose export it is and in which currency, by the stage. Throws InvalidInputError for an unknown currency. */
export function exportOptions(
  { currency }: ExportRequest,
  stage: string,
  { organisationName, exchangeRates }: LedgerSettings,
): ExportOptions {
  return {
    account: { id: stage, name: organisationName || stage },
    rate: currency === undefined ? undefined : findRate(parseRates(exchangeRates), currency),
  };
}
