import { ulid } from 'ulid';
import { jitteredPause } from '../../adapters/clock/jittered-pause.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { RepairScopes, type RepairScopeSettings } from '../../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../../adapters/dynamo/repair-store.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import { noteAuditedDay } from '../../core/spend/audit.ts';
import { recalculateKind } from '../../core/spend/recalculate.ts';
import { addDays, dayOf } from '../../core/time/ledger-time.ts';

/** Recalculates totals from entries; days taken as a whole move the ledger's audit forward. */
export function recalculateJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: RepairScopeSettings,
): JobKind {
  const audits = new DynamoAuditStore(client, table);
  const scopes = new RepairScopes(client, table, settings);
  const totals = new DynamoTotalsWriter(client, table, () => ulid(systemClock.now()));
  return recalculateKind(
    {
      day: (day) => scopes.day(day),
      owner: (of, day) => scopes.owner(of, day),
      daysOf: (of) => scopes.daysOf(of),
      // Events may lie a day ahead of the clock.
      ledgerDays: async () => {
        const { firstDay } = await audits.read();
        const last = addDays(dayOf(systemClock.now(), settings.timeZone), 1);
        return firstDay === undefined ? undefined : { first: firstDay, last };
      },
    },
    { store: new DynamoRepairStore(client, table, totals), clock: systemClock, pause: jitteredPause },
    (day, report, startedAt) => noteAuditedDay(audits, day, report, startedAt, settings.timeZone),
  );
}
