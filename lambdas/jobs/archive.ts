import type { JobKind } from '../../core/jobs/job.ts';
import type { WorkStore } from '../../core/jobs/work-store.ts';
import { plus } from '../../core/money/decimal.ts';
import { archiveKind } from '../../core/retention/archive-entries.ts';
import {
  type ArchivePorts,
  type ArchiveStore,
  type VersionedDaySum,
  NO_DAY_SUM,
} from '../../core/retention/archive-ports.ts';
import type { RepairLimits } from '../../core/spend/gather-entries.ts';
import type { DayTotal } from '../../core/spend/total.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { Ledger } from '../composition/ledger.ts';
import { bringInEntries, recalculateJob, type RecalculateLedger } from './recalculate.ts';

/** Writes days that will expire into the archive, and later records of theirs beside them. */
export function archiveJob(
  ledger: RecalculateLedger & Pick<Ledger, 'archiveNotes' | 'history'>,
  archive: ArchiveStore,
  work: WorkStore,
  entriesPerFile?: number,
  limits?: RepairLimits,
): JobKind {
  const { archiveNotes, audits, clock, history, settings, totals } = ledger;
  const ports: ArchivePorts = {
    archive,
    notes: archiveNotes,
    facts: () => audits.read(),
    seal: (day) => audits.seal(day),
    recalculate: recalculateJob(ledger, work, limits),
    entriesOfDay: (day, after) => history.entriesOfDay(day, after),
    bringIn: bringInEntries(ledger),
    daySums: async (from, to) => sumsByDay(await totals.cells({ from, to })),
    clock,
    timeZone: settings.timeZone,
    lanes: settings.lanes,
    retentionDays: settings.retentionDays,
  };
  return archiveKind(ports, entriesPerFile);
}

function sumsByDay(cells: readonly DayTotal[]): Map<Day, VersionedDaySum> {
  const sums = new Map<Day, VersionedDaySum>();
  for (const { day, total } of cells) {
    const { cost, events, unpriced, version } = sums.get(day) ?? NO_DAY_SUM;
    sums.set(day, {
      cost: plus(cost, total.cost),
      events: events + total.events,
      unpriced: unpriced + total.unpriced,
      version: version + (total.version ?? 0n),
    });
  }
  return sums;
}
