import { exportKind, type PartStore } from '../../core/export/export-job.ts';
import type { ExportRequest } from '../../core/export/export-request.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import type { Ledger } from '../composition/ledger.ts';
import { exportOptions } from '../support/export-options.ts';

/** Writes exports of any size into the bucket; `stage` names the account in them. */
export function exportJob(
  {
    clock,
    exchangeRates,
    history,
    settings,
    totals,
  }: Pick<Ledger, 'clock' | 'exchangeRates' | 'history' | 'settings' | 'totals'>,
  stage: string,
  parts: PartStore,
): JobKind {
  return exportKind({
    history,
    parts,
    clock,
    timeZone: settings.timeZone,
    options: (request) => exportOptions(request, stage, { settings, exchangeRates }),
    expected: async (request) => {
      if (isFiltered(request)) return undefined;
      const cells = await totals.cells(request);
      return cells.reduce((sum, { total }) => sum + total.events, 0);
    },
  });
}

function isFiltered({ filter }: ExportRequest): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
