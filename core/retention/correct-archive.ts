import { plus } from '../money/decimal.ts';
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
import { archiveKey, sameSum, sumText, withEntries, writeFile } from './archive-file.ts';
import {
  type ArchivedDay,
  type ArchivePorts,
  type CheckedMonth,
  type DaySum,
  type VersionedDaySum,
  NO_DAY_SUM,
} from './archive-ports.ts';
import { ArchivedLines } from './archived-lines.ts';
import { Portions } from './portion.ts';

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
export async function correctArchive(
  deadline: Instant,
  ports: ArchivePorts,
  entriesPerFile: number,
): Promise<Correction> {
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
      const written = await correctDay(day, noted, entriesPerFile, ports);
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

/**
 * Answers how many records were written, or what is wrong. A day that was never archived gets its first files. What is
 * in no file is read twice, to be brought in and summed, and then to be written: no day is held, however much came.
 */
async function correctDay(
  day: Day,
  noted: ArchivedDay | undefined,
  entriesPerFile: number,
  ports: ArchivePorts,
): Promise<number | { readonly difference: string }> {
  const archived: ArchivedDay = noted ?? { ...NO_DAY_SUM, files: 0 };
  let difference = '';
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    let sum: DaySum = archived;
    for await (const late of entriesBeyond(archived, day, ports)) {
      await ports.bringIn(late);
      sum = withEntries(sum, late);
    }
    const totals = (await ports.daySums(day, day)).get(day) ?? NO_DAY_SUM;
    if (sameSum(sum, totals)) {
      const written = await writeLate(day, archived, totals, entriesPerFile, ports);
      if (written !== undefined) return written;
    }
    difference = `the archive of ${day} has ${sumText(sum)} with what was recorded since, its totals ${sumText(totals)}`;
  }
  if (noted) await ports.notes.noteWaiting(day, ports.clock.now());
  return { difference };
}

/** Entries of a day that are in none of its files. */
async function* entriesBeyond(
  { files }: ArchivedDay,
  day: Day,
  { archive, entriesOfDay, lanes }: ArchivePorts,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const known = await ArchivedLines.of(archive, day, files, lanes);
  try {
    for await (const page of entriesOfDay(day)) {
      const late: Entry[] = [];
      for (const entry of page) if (!(await known.has(entry))) late.push(entry);
      if (late.length > 0) yield late;
    }
  } finally {
    await known.close();
  }
}

/**
 * Writes what is in no file, as many files as it takes. Undefined where something else came meanwhile. A crash after a
 * file and before the note leaves files that the next pass writes again, under the same names.
 */
async function writeLate(
  day: Day,
  archived: ArchivedDay,
  totals: VersionedDaySum,
  entriesPerFile: number,
  ports: ArchivePorts,
): Promise<number | undefined> {
  let sum: DaySum = archived;
  let [files, records] = [archived.files, 0];
  const late = new Portions(entriesBeyond(archived, day, ports), entriesPerFile);
  try {
    while (await late.hasMore()) {
      const key = archiveKey(day, files);
      let written: DaySum = NO_DAY_SUM;
      const pages = late.next((page) => {
        written = withEntries(written, page);
      });
      const { lines, ...file } = await writeFile(ports.archive, key, pages);
      if (!sameSum(file, written)) throw new Error(`${key} does not read back as it was written`);
      sum = {
        cost: plus(sum.cost, file.cost),
        events: sum.events + file.events,
        unpriced: sum.unpriced + file.unpriced,
      };
      records += lines;
      files++;
    }
  } finally {
    await late.close();
  }
  if (!sameSum(sum, totals)) return undefined;
  await ports.notes.noteDay(day, { ...totals, files });
  return records;
}
