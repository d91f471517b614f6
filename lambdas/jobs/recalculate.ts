import { newestDay } from '../../core/usage/event-time.ts';
import { entryPartition } from '../../adapters/dynamo/keys.ts';
import { marksAreGone } from '../../adapters/dynamo/mark-age.ts';
import type { JobKind, JobPorts } from '../../core/jobs/job.ts';
import type { WorkStore } from '../../core/jobs/work-store.ts';
import { noteAuditedDay } from '../../core/spend/audit.ts';
import type { RepairLimits } from '../../core/spend/gather-entries.ts';
import { pushOpenEntries } from '../../core/spend/push-open-marks.ts';
import { recalculateKind } from '../../core/spend/recalculate.ts';
import { repairCounts } from '../../core/spend/repair-counts.ts';
import { sumTotals, ZERO } from '../../core/spend/total.ts';
import { daysBetween } from '../../core/time/ledger-time.ts';
import type { Entry } from '../../core/usage/entry.ts';
import type { Ledger } from '../composition/ledger.ts';
import { jobWork } from '../support/job-work.ts';
import { aggregatePorts, type AggregateLedger } from '../support/aggregate-ports.ts';

/** What totals are recalculated with. */
export type RecalculateLedger = AggregateLedger &
  Pick<Ledger, 'audits' | 'newId' | 'repairs' | 'repairScopes' | 'settings' | 'totals'>;

/**
 * What one step of a repair takes into memory, some hundred megabytes where every entry has totals of its own; it
 * takes ten seconds to read.
 */
const REPAIR_LIMITS: RepairLimits = { entries: 100_000, totals: 50_000 };

/**
 * Recalculates totals from entries; days taken as a whole move the ledger's audit forward. `work` keeps what steps of
 * large days put aside, `fanOut` starts jobs for the days of a whole ledger.
 */
export function recalculateJob(
  ledger: RecalculateLedger,
  work: WorkStore,
  limits: RepairLimits = REPAIR_LIMITS,
  fanOut?: JobPorts,
): JobKind {
  const { audits, clock, newId, pause, repairs, repairScopes, settings, totals } = ledger;
  const aggregate = aggregatePorts(ledger);
  const repair = { store: repairs, clock, pause };
  const ledgerDays = async () => {
    const first = await totals.firstDay();
    if (first === undefined) return [];
    return totals.heldAmong(daysBetween(first, newestDay(clock.now(), settings.timeZone)));
  };
  const allCells = async () => {
    const days = await ledgerDays();
    const [from, to] = [days[0], days.at(-1)];
    if (from === undefined || to === undefined) return ZERO;
    const cells = await totals.cells({ from, to });
    return sumTotals(cells.map(({ total }) => total));
  };
  return recalculateKind({
    scopes: {
      day: (day) => repairScopes.day(day),
      owner: (of, day) => repairScopes.owner(of, day),
      late: (month) => repairScopes.late(month),
      daysOf: (of) => repairScopes.daysOf(of),
      sealedUntil: async () => (await audits.read()).sealedUntil,
      ledgerDays,
    },
    repair,
    fanOut,
    stepsOf: ({ id }) => ({ limits, work: jobWork(work, id, newId) }),
    counts: () => repairCounts(allCells, repair),
    push: (open) =>
      pushOpenEntries(open, (entries) => repairScopes.records(entries), aggregate, settings.timeZone),
    onDay: (audited) => noteAuditedDay(audits, audited, settings.timeZone),
  });
}

/** Adds those of some entries to the totals that are not there yet; those whose marks are gone are there. */
export function bringInEntries(
  ledger: AggregateLedger & Pick<Ledger, 'repairScopes' | 'settings'>,
): (entries: readonly Entry[]) => Promise<void> {
  const { clock, repairScopes } = ledger;
  const aggregate = aggregatePorts(ledger);
  return async (entries) => {
    const open = entries
      .filter(({ mark }) => !marksAreGone(mark.batch, clock.now()))
      .map((entry) => ({
        mark: { batch: entry.mark.batch, partition: entryPartition(entry.day, entry.lane) },
        id: entry.id,
      }));
    await pushOpenEntries(open, (some) => repairScopes.records(some), aggregate, ledger.settings.timeZone);
  };
}
