import { ulid } from 'ulid';
import { jitteredPause } from '../../adapters/clock/jittered-pause.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoArchiveNotes } from '../../adapters/dynamo/archive-notes.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { EraseEntries } from '../../adapters/dynamo/erasure/erase-entries.ts';
import { eraseItems } from '../../adapters/dynamo/erasure/erase-items.ts';
import { eraseMonths } from '../../adapters/dynamo/erasure/erase-months.ts';
import { eraseTotals } from '../../adapters/dynamo/erasure/erase-totals.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { RepairScopes } from '../../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../../adapters/dynamo/repair-store.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { S3BodyStore } from '../../adapters/s3/body-store.ts';
import { type EraseFilesPorts, eraseFiles } from '../../adapters/s3/erase-files.ts';
import { s3Client } from '../../adapters/s3/s3-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { eraseUserKind } from '../../core/erasure/erase-user.ts';
import type { Erasure } from '../../core/erasure/erasure.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { archiveKey } from '../../core/retention/archive-file.ts';
import { type Clock, type Day, monthOf } from '../../core/time/ledger-time.ts';
import { readVariable } from '../support/read-environment.ts';

type Settings = Pick<LedgerSettings, 'timeZone' | 'lanes' | 'trackedTags' | 'budgets'>;

/** Replaces users by pseudonyms, wherever the ledger names them. */
export function eraseUserJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: Settings,
  files: Pick<EraseFilesPorts, 'client' | 'bucket'> = {
    client: s3Client(),
    bucket: readVariable('bucketName'),
  },
  clock: Clock = systemClock,
): JobKind {
  const { lanes, timeZone, budgets } = settings;
  const newId = () => ulid(clock.now());
  const erasures = new DynamoErasureStore(client, table);
  const entries = new EraseEntries(client, table, lanes, newId);
  const scopes = new RepairScopes(client, table, settings);
  const store = new DynamoRepairStore(client, table, new DynamoTotalsWriter(client, table, newId));
  const audits = new DynamoAuditStore(client, table);
  const sealedUntil = async () => (await audits.read()).sealedUntil;
  const daysOf = rememberedDays((userId) => scopes.daysOf({ kind: 'user', id: userId }));
  const notes = new DynamoArchiveNotes(client, table);
  const archived = async (erasure: Erasure) => {
    const sealed = (await sealedUntil()) ?? '';
    const [days, { days: noted }] = await Promise.all([daysOf(erasure), notes.read()]);
    return days
      .filter((day) => day <= sealed)
      .flatMap((day) =>
        Array.from({ length: noted.get(day)?.files ?? 1 }, (_, file) => archiveKey(day, file)),
      )
      .toSorted();
  };
  const totals = {
    client,
    table,
    lanes,
    scopes,
    daysOf,
    repair: { store, clock, pause: jitteredPause },
    sealedUntil,
  };
  const otherBudgets = budgets.filter(({ scope }) => scope?.kind !== 'user').map(({ id }) => id);
  const bodies = new S3BodyStore(files.client, files.bucket);
  const items = { client, table, entries, erasures, bodies, otherBudgets, clock };
  return eraseUserKind({
    erasures,
    clock,
    parts: {
      entries: (erasure, after) => entries.pages(erasure, after),
      totals: (erasure, after) => eraseTotals(erasure, after, totals),
      months: async (erasure) => {
        const months = [...new Set((await daysOf(erasure)).map(monthOf))];
        return eraseMonths(erasure, months, { client, table, timeZone });
      },
      items: (erasure, after) => eraseItems(erasure, after, items),
      files: (erasure, after) => eraseFiles(erasure, after, { ...files, archived }),
    },
  });
}

/** Days of the pseudonym, read once a pass and not for each of them: a history may have thousands of pages. */
function rememberedDays(read: (userId: string) => Promise<Day[]>) {
  let known: { readonly of: string; readonly days: Day[] } | undefined;
  return async ({ id, pass, requestedAt, pseudonym }: Erasure, again = false): Promise<Day[]> => {
    const of = `${id} ${pass} ${requestedAt}`;
    if (again || known?.of !== of) known = { of, days: await read(pseudonym) };
    return known.days;
  };
}
