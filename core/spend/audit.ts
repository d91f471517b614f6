import type { PicoUsd } from '../money/decimal.ts';
import { addDays, type Day, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { RepairReport } from './repair.ts';

/** Keeps what audits found; methods reject on outages. */
export interface AuditStore {
  read(): Promise<{ readonly balancedAsOf?: Instant | undefined }>;
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
