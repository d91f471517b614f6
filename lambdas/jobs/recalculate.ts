import { ulid } from 'ulid';
import { jitteredPause } from '../../adapters/clock/jittered-pause.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { entryPartition } from '../../adapters/dynamo/keys.ts';
import { marksAreGone } from '../../adapters/dynamo/mark-age.ts';
import { RepairScopes, type RepairScopeSettings } from '../../adapters/dynamo/repair-scopes.ts';
import { DynamoRepairStore } from '../../adapters/dynamo/repair-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import type { JobKind } from '../../core/jobs/job.ts';
import type { AggregatePorts } from '../../core/spend/aggregate-usage.ts';
import { noteAuditedDay } from '../../core/spend/audit.ts';
import { pushOpenEntries } from '../../core/spend/push-open-marks.ts';
import { recalculateKind } from '../../core/spend/recalculate.ts';
import { repairCounts } from '../../core/spend/repair-counts.ts';
import { sumTotals, ZERO } from '../../core/spend/total.ts';
import { addDays, type Clock, dayOf } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { unreadableOutcome } from '../../core/usage/unreadable.ts';

/** Recalculates totals from entries; days taken as a whole move the ledger's audit forward. */
export function recalculateJob(
  client: DynamoDBDocumentClient,
  table: string,
  settings: RepairScopeSettings,
  clock: Clock = systemClock,
): JobKind {
  const audits = new DynamoAuditStore(client, table);
  const scopes = new RepairScopes(client, table, settings);
  const reader = new DynamoTotalsReader(client, table, settings.lanes);
  const aggregate = aggregatePorts(client, table, clock);
  const repair = {
    store: new DynamoRepairStore(client, table, aggregate.totals),
    clock,
    pause: jitteredPause,
  };
  const ledgerDays = async () => {
    const first = await reader.firstDay();
    // Events may lie a day ahead of the clock.
    return first === undefined
      ? undefined
      : { first, last: addDays(dayOf(clock.now(), settings.timeZone), 1) };
  };
  const allCells = async () => {
    const days = await ledgerDays();
    if (!days) return ZERO;
    const cells = await reader.cells({ from: days.first, to: days.last });
    return sumTotals(cells.map(({ total }) => total));
  };
  return recalculateKind({
    scopes: {
      day: (day) => scopes.day(day),
      owner: (of, day) => scopes.owner(of, day),
      late: (month) => scopes.late(month),
      daysOf: (of) => scopes.daysOf(of),
      sealedUntil: async () => (await audits.read()).sealedUntil,
      ledgerDays,
    },
    repair,
    counts: () => repairCounts(allCells, repair),
    push: (open) => pushOpenEntries(open, (entries) => scopes.records(entries), aggregate, settings.timeZone),
    onDay: (audited) => noteAuditedDay(audits, audited, settings.timeZone),
  });
}

/** Adds those of some entries to the totals that are not there yet; those whose marks are gone are there. */
export function bringInEntries(
  client: DynamoDBDocumentClient,
  table: string,
  settings: RepairScopeSettings,
  clock: Clock,
): (entries: readonly Entry[]) => Promise<void> {
  const scopes = new RepairScopes(client, table, settings);
  const aggregate = aggregatePorts(client, table, clock);
  return async (entries) => {
    const open = entries
      .filter(({ mark }) => !marksAreGone(mark.batch, clock.now()))
      .map((entry) => ({
        mark: { batch: entry.mark.batch, partition: entryPartition(entry.day, entry.lane) },
        id: entry.id,
      }));
    await pushOpenEntries(open, (some) => scopes.records(some), aggregate, settings.timeZone);
  };
}

function aggregatePorts(client: DynamoDBDocumentClient, table: string, clock: Clock): AggregatePorts {
  const ledger = new DynamoLedgerWriter(client, table);
  return {
    totals: new DynamoTotalsWriter(client, table, () => ulid(clock.now())),
    clock,
    pause: jitteredPause,
    quarantine: async ({ name }, reason) => {
      await ledger.putOutcome(unreadableOutcome(name, reason, clock.now()));
    },
  };
}
