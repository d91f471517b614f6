import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { S3PartStore } from '../../adapters/s3/part-store.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { parseRates } from '../../core/currency/currency.ts';
import { reconcileKind, type ReconcilePorts } from '../../core/bills/reconcile-job.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { readVariable } from '../support/read-environment.ts';

/** Compares bills that are too large for one answer with the ledger. */
export function reconcileJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: LedgerSettings,
  files: ReconcilePorts['files'] = new S3PartStore(s3Client(), readVariable('bucketName')),
): JobKind {
  return reconcileKind({
    history: new DynamoHistoryReader(client, table, settings),
    files,
    clock: systemClock,
    timeZone: settings.timeZone,
    rates: parseRates(settings.exchangeRates),
  });
}
