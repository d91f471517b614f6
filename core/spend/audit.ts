import type { PicoUsd } from '../money/decimal.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import { type JobPorts, startJob } from '../jobs/job.ts';
import type { RepairReport } from './repair.ts';

/** What the ledger knows of itself. */
export interface LedgerFacts {
  readonly firstDay?: Day | undefined;
  /** Up to here every total was seen to equal its entries. */
  readonly balancedAsOf?: Instant | undefined;
  /** Days up to this one are archived: their entries may be gone, and their totals stand for ever. */
  readonly sealedUntil?: Day | undefined;
  /** What the last audit measured and could not repair. */
  readonly drift: PicoUsd;
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
}

/** What the audit of one day came to. */
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
  await audits.noteDrift(day, report.unrepaired + missing);
  if (report.busy.length > 0 || !complete) return;
  await audits.noteBalanced(Math.min(startedAt, startOfDay(addDays(day, 1), timeZone)));
}

/** Closed days that each nightly audit takes, newest first: late events touch the last ones most. */
const AUDITED_DAYS = 3;

/**
 * Starts the nightly audit: a roll-up of each of the last closed days, which recalculates it, oldest first. The ids name day
 * and run, so that a schedule that fires twice starts each once.
 */
export async function startAudit(ports: JobPorts, scheduledAt: Instant, timeZone: string): Promise<void> {
  const today = dayOf(scheduledAt, timeZone);
  for (let back = AUDITED_DAYS; back >= 1; back--) {
    const day = addDays(today, -back);
    const start = {
      id: `audit-${day}-${today}`,
      kind: 'roll-up',
      input: { date: day },
      createdBy: 'schedule',
    };
    await startJob(ports, start);
  }
}
