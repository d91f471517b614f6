import type { ExportRequest } from '../../core/export/export-request.ts';
import type { ExportOptions } from '../../core/export/export-writer.ts';

import { type RateParts, ratesOf } from './rates-of.ts';

/**
 * Whose export it is and in which currency, by the stage and the rate of the day that the request names. Throws
 * InvalidInputError for an unknown currency.
 */
export async function exportOptions(
  { currency, rateDate }: ExportRequest,
  stage: string,
  parts: RateParts & { readonly settings: { readonly organisationName: string } },
): Promise<ExportOptions> {
  const { organisationName } = parts.settings;
  return {
    account: { id: stage, name: organisationName || stage },
    rate: currency === undefined ? undefined : await ratesOf(parts).find(currency, rateDate),
  };
}
