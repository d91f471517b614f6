import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import { isHeld, type LedgerFacts } from '../spend/audit.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import { archiveKey, sameSum, sumText, writeFile } from './archive-file.ts';
import { type ArchivePorts, NO_DAY_SUM } from './archive-ports.ts';
import { correctArchive } from './correct-archive.ts';

/** After the retention a day takes no new event any more; two days more for messages on their way. */
const SETTLED_DAYS = 2;

/** The last day that may be archived: older events are rejected, so only what waited long is added to it. */
function lastDueDay(today: Day, retentionDays: number): Day {
  return addDays(today, -(retentionDays + SETTLED_DAYS));
}

/** Days whose archive is due and not there. */
export function daysBehind(facts: LedgerFacts, today: Day, retentionDays: number): Day[] {
  const { firstDay, sealedUntil } = facts;
  const from = sealedUntil === undefined ? firstDay : addDays(sealedUntil, 1);
  return from === undefined ? [] : daysBetween(from, lastDueDay(today, retentionDays)).filter(isHeld(facts));
}

interface ArchiveState {
  readonly archived: number;
  readonly entries: number;
  /** Records written beside the files of days that were sealed before. */
  readonly corrections: number;
}

/**
 * Archives the days that are due, oldest first, then what was recorded for sealed days since. A day is
 * sealed when its file, read back, has the same sum as its totals; before that nothing of it expires
 * that is not archived, for entries live a month longer than the retention.
 */
export function archiveKind(ports: ArchivePorts): JobKind {
  return {
    async step(job: Job, deadline): Promise<JobStep> {
      const { clock, retentionDays, timeZone } = ports;
      if (retentionDays === undefined)
        return { done: true, result: NOTHING, progress: { done: 0, total: 0 } };
      let state = (job.state as ArchiveState | undefined) ?? NOTHING;
      const due = async () => daysBehind(await ports.facts(), dayOf(clock.now(), timeZone), retentionDays);
      for (let [day, ...rest] = await due(); day !== undefined; [day, ...rest] = await due()) {
        const progress = { done: state.archived, total: state.archived + rest.length + 1 };
        if (clock.now() >= deadline) return { done: false, state, progress };
        const entries = await archiveDay(day, job, deadline, ports);
        state = { ...state, archived: state.archived + 1, entries: state.entries + entries };
      }
      const { done, records } = await correctArchive(deadline, ports);
      state = { ...state, corrections: state.corrections + records };
      const progress = { done: state.archived, total: state.archived };
      return done ? { done, result: state, progress } : { done, state, progress };
    },
  };
}

const NOTHING: ArchiveState = { archived: 0, entries: 0, corrections: 0 };

/** Throws an Error when file and totals differ: the day stays unsealed and the next run tries again. */
async function archiveDay(day: Day, job: Job, deadline: Instant, ports: ArchivePorts): Promise<number> {
  await ports.recalculate.step({ ...job, input: { day }, state: undefined }, deadline);
  const totals = (await ports.daySums(day, day)).get(day) ?? NO_DAY_SUM;
  const file = await writeFile(ports.archive, archiveKey(day), ports.entriesOfDay(day));
  if (!sameSum(file, totals)) {
    throw new Error(
      `the archive of ${day} has ${sumText(file)}, its totals ${sumText(totals)}: the day stays unsealed`,
    );
  }
  await ports.notes.noteDay(day, { ...totals, files: 1 });
  await ports.seal(day);
  return file.lines;
}
