import { isHeld } from '../spend/audit.ts';
import { closesAt } from '../spend/close-month.ts';
import {
  type Day,
  DAY_MS,
  daysBetween,
  daysOfMonth,
  firstOf,
  type Instant,
  type Month,
  monthOf,
  monthsBetween,
} from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { MARK_LIFE_DAYS } from '../../contracts/mark-life.ts';
import { archivedIds, archiveKey, sameSum, sumText, withEntries, writeFile } from './archive-file.ts';
import {
  type ArchivedDay,
  type ArchivePorts,
  type CheckedMonth,
  type VersionedDaySum,
  NO_DAY_SUM,
} from './archive-ports.ts';

/** Marks live so long: after that, nothing that was recorded before a month's cut can be added any more. */
const MARK_LIFE_MS = MARK_LIFE_DAYS * DAY_MS;

/** Tries of one day while records of it are still being added. */
const MAX_TRIES = 3;

/** The result of a pass over the sealed days. */
export interface Correction {
  /** False: time was up; the next pass goes on. */
  readonly done: boolean;
  /** Records written beside the days' files. */
  readonly records: number;
}

/**
 * Writes what was recorded for sealed days after their sealing (corrections, messages that waited long)
 * into files beside theirs, so that the files of a day equal its totals for ever. A month is looked at while
 * something may still be recorded for it in time, and whenever its late total has changed; a day, when its
 * totals have changed since its last file. Throws an Error that names the days whose sums differ.
 */
export async function correctArchive(deadline: Instant, ports: ArchivePorts): Promise<Correction> {
  const facts = await ports.facts();
  const { firstDay, sealedUntil } = facts;
  if (firstDay === undefined || sealedUntil === undefined) return { done: true, records: 0 };
  const notes = await ports.notes.read();
  const held = isHeld(facts);
  const months = monthsBetween(monthOf(firstDay), monthOf(sealedUntil)).filter((month) =>
    held(firstOf(month)),
  );
  const late = await ports.notes.lateVersions(months);
  const failures: string[] = [];
  let records = 0;
  for (const month of months) {
    const checked = { late: late.get(month) ?? 0n, at: ports.clock.now() };
    if (!needsLook(month, notes.months.get(month), checked.late, ports.timeZone)) continue;
    const { from, to } = daysOfMonth(month);
    const days = daysBetween(from < firstDay ? firstDay : from, to < sealedUntil ? to : sealedUntil);
    const sums = await ports.daySums(days[0] ?? from, days.at(-1) ?? to);
    let whole = true;
    for (const day of days) {
      const noted = notes.days.get(day);
      if (noted?.version === (sums.get(day) ?? NO_DAY_SUM).version) continue;
      if (ports.clock.now() >= deadline) return { done: false, records };
      const written = await correctDay(day, noted, ports);
      if (typeof written === 'number') records += written;
      else {
        failures.push(written.difference);
        whole = false;
      }
    }
    // A month that is not whole yet is looked at again although its late total does not change.
    if (whole && to <= sealedUntil) await ports.notes.noteMonth(month, checked);
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
  return { done: true, records };
}

function needsLook(month: Month, checked: CheckedMonth | undefined, late: bigint, timeZone: string): boolean {
  if (checked === undefined || checked.late !== late) return true;
  return checked.at < closesAt(month, timeZone) + MARK_LIFE_MS;
}

/** Answers how many records were written, or what is wrong. A day that was never archived gets its first file. */
async function correctDay(
  day: Day,
  noted: ArchivedDay | undefined,
  ports: ArchivePorts,
): Promise<number | { readonly difference: string }> {
  const archived: ArchivedDay = noted ?? { ...NO_DAY_SUM, files: 0 };
  const known = await archivedIds(ports.archive, day, archived.files);
  let difference = '';
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const late = await entriesBeyond(known, day, ports);
    await ports.bringIn(late);
    const totals = (await ports.daySums(day, day)).get(day) ?? NO_DAY_SUM;
    const sum = withEntries(archived, late);
    if (sameSum(sum, totals)) return writeLate(day, archived, late, totals, ports);
    difference = `the archive of ${day} has ${sumText(sum)} with what was recorded since, its totals ${sumText(totals)}`;
  }
  if (noted) await ports.notes.noteWaiting(day, ports.clock.now());
  return { difference };
}

async function entriesBeyond(known: ReadonlySet<string>, day: Day, ports: ArchivePorts): Promise<Entry[]> {
  const late: Entry[] = [];
  for await (const page of ports.entriesOfDay(day)) late.push(...page.filter(({ id }) => !known.has(id)));
  return late;
}

/** A crash after the file and before the note leaves a file that the next pass writes again, under the same name. */
async function writeLate(
  day: Day,
  archived: ArchivedDay,
  late: readonly Entry[],
  totals: VersionedDaySum,
  { archive, notes }: ArchivePorts,
): Promise<number> {
  let { files } = archived;
  if (late.length > 0) {
    const key = archiveKey(day, files);
    const file = await writeFile(archive, key, pageOf(late));
    if (!sameSum(file, withEntries(NO_DAY_SUM, late)))
      throw new Error(`${key} does not read back as it was written`);
    files++;
  }
  await notes.noteDay(day, { ...totals, files });
  return late.length;
}

async function* pageOf(entries: readonly Entry[]): AsyncGenerator<readonly Entry[]> {
  yield await Promise.resolve(entries);
}
