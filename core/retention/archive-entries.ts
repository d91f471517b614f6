import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import { formatDecimal, parseUsd, plus } from '../money/decimal.ts';
import { isHeld, type LedgerFacts } from '../spend/audit.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { DayPlace } from '../usage/day-part.ts';
import { archiveKey, sameSum, sumText, writeFile } from './archive-file.ts';
import { type ArchivePorts, NO_DAY_SUM } from './archive-ports.ts';
import { correctArchive } from './correct-archive.ts';
import { Portion } from './portion.ts';

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
  /** A day whose files are being written. */
  readonly open?: OpenDay | undefined;
  /** A day whose totals are being compared with its entries before its first file. */
  readonly comparing?: { readonly day: Day; readonly state: unknown } | undefined;
}

/** What the files of a day hold so far, as they read back; kept as JSON. */
interface OpenDay {
  readonly day: Day;
  readonly files: number;
  readonly lines: number;
  readonly costUsd: string;
  readonly events: number;
  readonly unpriced: number;
  /** The last entry in them. */
  readonly after?: DayPlace | undefined;
}

/** Entries of one file: some tens of seconds to write and to read back, whatever the day holds. */
const ENTRIES_PER_FILE = 250_000;

/**
 * Archives the days that are due, oldest first, then what was recorded for sealed days since. A day is
 * sealed when its files, read back, have the same sum as its totals; before that nothing of it expires
 * that is not archived, for entries live a month longer than the retention. A step ends with each file of a day
 * that needs several; which entries are in which follows from the day alone, so that a file that is written
 * again is the same.
 */
export function archiveKind(ports: ArchivePorts, entriesPerFile = ENTRIES_PER_FILE): JobKind {
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
        const begun =
          state.open?.day === day ? state : await beginDay(day, { ...job, state }, deadline, ports);
        if (!begun.open) return { done: false, state: { ...state, ...begun }, progress };
        const { open, isWhole } = await writePart(begun.open, entriesPerFile, ports);
        if (!isWhole) return { done: false, state: { ...state, open, comparing: undefined }, progress };
        await sealDay(open, ports);
        const { archived, entries, corrections } = state;
        state = { archived: archived + 1, entries: entries + open.lines, corrections };
      }
      const { done, records } = await correctArchive(deadline, ports, entriesPerFile);
      state = { ...state, corrections: state.corrections + records };
      const progress = { done: state.archived, total: state.archived };
      return done ? { done, result: state, progress } : { done, state, progress };
    },
  };
}

const NOTHING: ArchiveState = { archived: 0, entries: 0, corrections: 0 };

/** Makes the totals of a day equal its entries, in as many steps as that takes, before its first file. */
async function beginDay(
  day: Day,
  job: Job,
  deadline: Instant,
  { recalculate }: ArchivePorts,
): Promise<Pick<ArchiveState, 'open' | 'comparing'>> {
  const { comparing } = job.state as ArchiveState;
  const state = comparing?.day === day ? comparing.state : undefined;
  const step = await recalculate.step({ ...job, input: { day }, state }, deadline);
  if (!step.done) return { comparing: { day, state: step.state } };
  return { open: { day, files: 0, lines: 0, costUsd: '0', events: 0, unpriced: 0 } };
}

/** Writes the next file of a day and reads it back. */
async function writePart(open: OpenDay, most: number, { archive, entriesOfDay }: ArchivePorts) {
  const { day, files, after } = open;
  const taken = new Portion(most);
  const pages = taken.of(entriesOfDay(day, after));
  const file = await writeFile(archive, archiveKey(day, files), pages);
  const next: OpenDay = {
    day,
    files: files + 1,
    lines: open.lines + file.lines,
    costUsd: formatDecimal(plus(parseUsd(open.costUsd), file.cost)),
    events: open.events + file.events,
    unpriced: open.unpriced + file.unpriced,
    after: taken.last && { lane: taken.last.lane, id: taken.last.id },
  };
  return { open: next, isWhole: taken.isWhole };
}

/** Throws an Error when files and totals differ: the day stays unsealed and the next run tries again. */
async function sealDay(open: OpenDay, ports: ArchivePorts): Promise<void> {
  const { day, files, events, unpriced } = open;
  const totals = (await ports.daySums(day, day)).get(day) ?? NO_DAY_SUM;
  const sum = { cost: parseUsd(open.costUsd), events, unpriced };
  if (!sameSum(sum, totals)) {
    throw new Error(
      `the archive of ${day} has ${sumText(sum)}, its totals ${sumText(totals)}: the day stays unsealed`,
    );
  }
  await ports.notes.noteDay(day, { ...totals, files });
  await ports.seal(day);
}
