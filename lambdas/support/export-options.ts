import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { findRate, parseRates } from '../../core/insight/currency.ts';
import type { ExportRequest } from '../../core/insight/export/export-request.ts';
import type { ExportOptions } from '../../core/insight/report-rows.ts';

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
