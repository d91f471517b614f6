import type { LedgerWriter } from '../../core/usage/usage-ports.ts';
import { type Day, daysBetween, type Instant } from '../../core/time/ledger-time.ts';

/** Notes every day of a range, as a recorder does that got an event on each. */
export async function noteDays(
  ledger: Pick<LedgerWriter, 'noteDay'>,
  from: Day,
  to: Day,
  at: Instant,
): Promise<void> {
  for (const day of daysBetween(from, to)) await ledger.noteDay(day, at);
}
