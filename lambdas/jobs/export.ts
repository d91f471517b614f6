import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { S3PartStore } from '../../adapters/s3/part-store.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { exportKind, type PartStore } from '../../core/export/export-job.ts';
import type { ExportRequest } from '../../core/export/export-request.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { exportOptions } from '../support/export-options.ts';
import { readVariable } from '../support/read-environment.ts';

/** Writes exports of any size into the bucket. */
export function exportJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: LedgerSettings,
  stage = readVariable('stage'),
  parts: PartStore = new S3PartStore(s3Client(), readVariable('bucketName')),
): JobKind {
  const totals = new DynamoTotalsReader(client, table, settings.lanes);
  return exportKind({
    history: new DynamoHistoryReader(client, table, settings),
    parts,
    clock: systemClock,
    timeZone: settings.timeZone,
    options: (request) => exportOptions(request, stage, settings),
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
