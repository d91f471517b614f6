import type { PicoUsd } from '../money/decimal.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import { type JobPorts, startJob } from '../jobs/job.ts';
import type { RepairReport } from './repair.ts';

/** What the ledger knows of itself. */
export interface LedgerFacts {
  readonly firstDay?: Day | undefined;
  /** Up to here every total was seen to equal its entries. */
  readonly balancedAsOf?: Instant | undefined;
  /** What the last audit measured and could not repair. */
  readonly drift: PicoUsd;
}

/** Keeps what audits found; methods reject on outages. */
export interface AuditStore {
  read(): Promise<LedgerFacts>;
  noteAudit(at: Instant, drift: PicoUsd): Promise<void>;
}

/**
 * Moves `balancedAsOf` to the end of an audited day, or to the start of its audit when the day is still
 * open. A day with busy totals proves nothing and moves nothing: the next pass takes it.
 */
export async function noteAuditedDay(
  audits: AuditStore,
  day: Day,
  report: Pick<RepairReport, 'busy'>,
  startedAt: Instant,
  timeZone: string,
): Promise<void> {
  if (report.busy.length > 0) return;
  const balanced = Math.min(startedAt, startOfDay(addDays(day, 1), timeZone));
  const { balancedAsOf = 0 } = await audits.read();
  if (balanced > balancedAsOf) await audits.noteAudit(balanced, 0n);
}

/** Closed days that each nightly audit takes, newest first: late events touch the last ones most. */
const AUDITED_DAYS = 3;

/**
 * Starts the nightly audit: a recalculation of each of the last closed days, oldest first. The ids name day
 * and run, so that a schedule that fires twice starts each once.
 */
export async function startAudit(ports: JobPorts, scheduledAt: Instant, timeZone: string): Promise<void> {
  const today = dayOf(scheduledAt, timeZone);
  for (let back = AUDITED_DAYS; back >= 1; back--) {
    const day = addDays(today, -back);
    const start = { id: `audit-${day}-${today}`, kind: 'recalculate', input: { day }, createdBy: 'schedule' };
    await startJob(ports, start);
  }
}
