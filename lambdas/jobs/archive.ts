import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { S3ArchiveStore } from '../../adapters/s3/archive-store.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { type ArchiveStore, archiveKind } from '../../core/retention/archive-entries.ts';
import { sumTotals } from '../../core/spend/total.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { readVariable } from '../support/read-environment.ts';
import { recalculateJob } from './recalculate.ts';

/** Writes days that will expire into the bucket. */
export function archiveJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: LedgerSettings,
  archive: ArchiveStore = new S3ArchiveStore(s3Client(), readVariable('bucketName')),
  clock: Clock = systemClock,
): JobKind {
  const { lanes, timeZone, retentionDays } = settings;
  const audits = new DynamoAuditStore(client, table);
  const entries = new DynamoEntryReader(client, table, lanes);
  const totals = new DynamoTotalsReader(client, table, lanes);
  return archiveKind({
    archive,
    facts: () => audits.read(),
    seal: (day) => audits.seal(day),
    recalculate: recalculateJob(client, table, settings, clock),
    entriesOfDay: (day) => entries.day(day),
    totalOfDay: async (day) =>
      sumTotals((await totals.cells({ from: day, to: day })).map(({ total }) => total)),
    clock,
    timeZone,
    retentionDays,
  });
}
