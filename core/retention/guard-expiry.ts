import type { LedgerFacts } from '../spend/audit.ts';
import { type Day, DAY_MS, type Instant, startOfDay } from '../time/ledger-time.ts';
import { daysBehind } from './archive-entries.ts';

/** Days behind at which the table must stop deleting; entries live 29 days longer than an archive may take. */
const STOP_EXPIRY_DAYS = 14;

/** Days that the archive gets to catch up after a stage has set its retention. */
export const CATCH_UP_DAYS = 7;

/** What the guard looks at. */
export interface ExpiryState {
  readonly facts: LedgerFacts;
  /** Since when the oldest record of a sealed day waits for its file. */
  readonly waitingSince: Instant | undefined;
  /** The archive has run for some days. */
  readonly hasRun: boolean;
}

/**
 * Answers how many days the archive is behind, with days that are due or with later records of sealed days,
 * and stops the table's deletions when it is too many although the archive has run for some days.
 */
export async function guardExpiry(
  { facts, waitingSince, hasRun }: ExpiryState,
  today: Day,
  retentionDays: number | undefined,
  stopExpiry: () => Promise<void>,
): Promise<number> {
  if (retentionDays === undefined) return 0;
  const due = daysBehind(facts, today, retentionDays).length;
  const waiting = waitingSince === undefined ? 0 : Math.ceil((startOfDay(today) - waitingSince) / DAY_MS);
  const behind = Math.max(due, waiting);
  if (hasRun && behind >= STOP_EXPIRY_DAYS) await stopExpiry();
  return behind;
}
