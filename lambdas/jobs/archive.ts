import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoArchiveNotes } from '../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoEntryReader } from '../../adapters/dynamo/entry-reader.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { S3ArchiveStore } from '../../adapters/s3/archive-store.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { archiveKind } from '../../core/retention/archive-entries.ts';
import { type ArchiveStore, type DayStand, NO_STAND } from '../../core/retention/archive-ports.ts';
import type { DayTotal } from '../../core/spend/total.ts';
import type { Clock, Day } from '../../core/time/ledger-time.ts';
import { readVariable } from '../support/read-environment.ts';
import { bringInEntries, recalculateJob } from './recalculate.ts';

/** Writes days that will expire into the bucket, and later records of theirs beside them. */
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
    notes: new DynamoArchiveNotes(client, table),
    facts: () => audits.read(),
    seal: (day) => audits.seal(day),
    recalculate: recalculateJob(client, table, settings, clock),
    entriesOfDay: (day) => entries.day(day),
    bringIn: bringInEntries(client, table, settings, clock),
    standsOf: async (from, to) => standsOf(await totals.cells({ from, to })),
    clock,
    timeZone,
    retentionDays,
  });
}

function standsOf(cells: readonly DayTotal[]): Map<Day, DayStand> {
  const stands = new Map<Day, DayStand>();
  for (const { day, total } of cells) {
    const { cost, events, unpriced, version } = stands.get(day) ?? NO_STAND;
    stands.set(day, {
      cost: cost + total.cost,
      events: events + total.events,
      unpriced: unpriced + total.unpriced,
      version: version + (total.version ?? 0n),
    });
  }
  return stands;
}
