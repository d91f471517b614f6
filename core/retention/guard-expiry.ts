import type { LedgerFacts } from '../spend/audit.ts';
import type { Day } from '../time/ledger-time.ts';
import { daysBehind } from './archive-entries.ts';

/** Days behind at which the table must stop deleting; entries live 29 days longer than an archive may take. */
export const STOP_EXPIRY_DAYS = 14;

/** Days that the archive gets to catch up after a stage has set its retention. */
export const CATCH_UP_DAYS = 7;

/** Answers how many days the archive is behind, and stops the table's deletions when it is too many although the archive has run for some days. */
export async function guardExpiry(
  facts: LedgerFacts,
  today: Day,
  retentionDays: number | undefined,
  hasRun: boolean,
  stopExpiry: () => Promise<void>,
): Promise<number> {
  if (retentionDays === undefined) return 0;
  const behind = daysBehind(facts, today, retentionDays).length;
  if (hasRun && behind >= STOP_EXPIRY_DAYS) await stopExpiry();
  return behind;
}
