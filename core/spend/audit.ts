import { MARK_READ_DAYS } from '../../contracts/mark-life.ts';
import { type PicoUsd, plus } from '../money/decimal.ts';
import {
  addDays,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type Month,
  monthOf,
  startOfDay,
} from '../time/ledger-time.ts';
import { type JobPorts, startJob } from '../jobs/job.ts';
import { compare } from '../order.ts';
import type { Days } from '../time/range.ts';
import type { RepairReport } from './repair.ts';

/** What the ledger knows of itself. */
export interface LedgerFacts {
  readonly firstDay?: Day | undefined;
  /** Months that hold items; undefined: any may. */
  readonly heldMonths?: readonly Month[] | undefined;
  /** Up to here every total was seen to equal its entries. */
  readonly balancedAsOf?: Instant | undefined;
  /**
   * Every closed day before those of the nightly audit was compared with its entries at this instant or later;
   * undefined while one of them never was.
   */
  readonly olderAuditedAsOf?: Instant | undefined;
  /** Days up to this one are archived: their entries may be gone, and their totals stay for ever. */
  readonly sealedUntil?: Day | undefined;
  /** What the last audit measured and could not repair. */
  readonly drift: PicoUsd;
}

/** The last audits of one day. */
export interface DayAudits {
  /** Start of the last one that compared the whole day. */
  readonly audited: Instant | undefined;
  /** Start of the last one of all, of those that were noted before they ended. */
  readonly tried: Instant | undefined;
}

/** Keeps what audits found; methods reject on outages. */
export interface AuditStore {
  read(): Promise<LedgerFacts>;
  /** The books are balanced up to `at`; an earlier time than the one noted changes nothing. */
  noteBalanced(at: Instant): Promise<void>;
  /** Every day up to this one is archived; an earlier day than the one noted changes nothing. */
  seal(day: Day): Promise<void>;
  /** What the audit of a day measured and could not repair; 0 takes an earlier note back. */
  noteDrift(day: Day, drift: PicoUsd): Promise<void>;
  /** A day was compared as a whole, beginning at `at`. */
  noteAudited(day: Day, at: Instant): Promise<void>;
  /** An audit of a day was started at `at`, whatever becomes of it. */
  noteTried(day: Day, at: Instant): Promise<void>;
  /** When each day from this one on was compared and tried last; days of which nothing is known are left out. */
  auditsSince(day: Day): Promise<ReadonlyMap<Day, DayAudits>>;
  /** Sets `olderAuditedAsOf`; undefined takes it back. */
  noteOlder(at: Instant | undefined): Promise<void>;
}

/** The result of the audit of one day. */
export interface AuditedDay {
  readonly day: Day;
  readonly startedAt: Instant;
  readonly report: Pick<RepairReport, 'busy' | 'unrepaired'>;
  /** Cost of entries that are stored and could not be added to the totals. */
  readonly missing: PicoUsd;
  /** Every entry that was open for too long is in the totals now. */
  readonly complete: boolean;
}

/**
 * Notes what a day's audit could not repair, and moves `balancedAsOf` to the end of the day, or to the start
 * of its audit when it is still open. A day with busy totals or missing entries moves nothing: the next pass
 * takes it.
 */
export async function noteAuditedDay(
  audits: AuditStore,
  { day, startedAt, report, missing, complete }: AuditedDay,
  timeZone: string,
): Promise<void> {
  await audits.noteDrift(day, plus(report.unrepaired, missing));
  if (report.busy.length > 0 || !complete) return;
  await audits.noteAudited(day, startedAt);
  await audits.noteBalanced(Math.min(startedAt, startOfDay(addDays(day, 1), timeZone)));
}

type NightAudits = Pick<AuditStore, 'read' | 'auditsSince' | 'noteOlder' | 'noteTried'>;

/** Closed days that each nightly audit takes, newest first: late events touch the last ones most. */
const AUDITED_DAYS = 3;

/**
 * Nights in which every older day is taken once. Fewer than the days after which marks count as set, so that an
 * entry whose stream record and whose tally were both lost is found while its bit still says so.
 */
const ROUND_NIGHTS = MARK_READ_DAYS - 5;

/** Days in which one whose totals have changed since is rolled up the next night; later ones wait for their turn. */
const MOVED_DAYS = 35;

/**
 * Starts the nightly audit: a roll-up, which recalculates it, of each of the last closed days, of those that have
 * changed since their roll-up, and of as many
 * older ones as are needed to take each in ROUND_NIGHTS, those that were not looked at for longest. The ids name
 * day and run, so that a schedule that fires twice starts each once.
 */
export async function startAudit(
  ports: JobPorts & {
    readonly audits: NightAudits;
    /** Of these days those whose totals have changed since their facts were made. */
    readonly movedDays: (days: Days) => Promise<readonly Day[]>;
  },
  scheduledAt: Instant,
  timeZone: string,
): Promise<void> {
  const today = dayOf(scheduledAt, timeZone);
  const recent = daysBetween(addDays(today, -AUDITED_DAYS), addDays(today, -1));
  const older = await olderDays(ports.audits, today, scheduledAt);
  for (const day of older) await ports.audits.noteTried(day, scheduledAt);
  const moved = await ports.movedDays({ from: addDays(today, -MOVED_DAYS), to: addDays(today, -1) });
  for (const day of new Set([...older, ...moved, ...recent])) {
    const start = {
      id: `audit-${day}-${today}`,
      kind: 'roll-up' as const,
      input: { date: day },
      createdBy: 'schedule',
    };
    await startJob(ports, start);
  }
}

/**
 * The older days of this night; notes since when all of them have been looked at. One that cannot be brought to
 * an end waits for its next turn like the others, and does not keep them from theirs.
 */
async function olderDays(audits: NightAudits, today: Day, now: Instant): Promise<Day[]> {
  const facts = await audits.read();
  const { firstDay, sealedUntil } = facts;
  if (firstDay === undefined) return [];
  const unsealed = sealedUntil === undefined ? firstDay : addDays(sealedUntil, 1);
  const first = unsealed > firstDay ? unsealed : firstDay;
  const days = daysBetween(first, addDays(today, -AUDITED_DAYS - 1)).filter(isHeld(facts));
  const known = await audits.auditsSince(days[0] ?? today);
  const audited = days.map((day) => known.get(day)?.audited);
  await audits.noteOlder(leastOf(audited, now));
  // A night that is started twice takes the days it took the first time.
  const isOfThisNight = (day: Day) => known.get(day)?.tried === now;
  const lookedAt = (day: Day) =>
    isOfThisNight(day) ? 0 : Math.max(known.get(day)?.audited ?? 0, known.get(day)?.tried ?? 0);
  const longest = days.toSorted((a, b) => lookedAt(a) - lookedAt(b) || compare(a, b));
  return longest.slice(0, Math.ceil(days.length / ROUND_NIGHTS));
}

/** Tells days of months that hold items. */
export function isHeld({ heldMonths }: Pick<LedgerFacts, 'heldMonths'>): (day: Day) => boolean {
  const months = heldMonths && new Set(heldMonths);
  return (day) => months === undefined || months.has(monthOf(day));
}

/** The earliest; undefined when one is missing, `now` when there are none. */
function leastOf(instants: readonly (Instant | undefined)[], now: Instant): Instant | undefined {
  return instants.reduce(
    (least, at) => (least === undefined || at === undefined ? undefined : Math.min(least, at)),
    now,
  );
}
