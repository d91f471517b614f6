import { MARK_LIFE_DAYS, MARK_READ_DAYS } from '../../contracts/mark-life.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { ulidTime } from '../../core/time/ulid-time.ts';

const DAY_SECONDS = 86_400;

/** Epoch seconds at which the marks of a recorder batch may go. */
export function markExpiry(batch: string): number {
  return Math.floor(ulidTime(batch) / 1000) + MARK_LIFE_DAYS * DAY_SECONDS;
}

/**
 * True for recorder batches of more than MARK_READ_DAYS ago: all their bits count as set. The one rule of the
 * aggregator, which refuses their records, of repairs and audits, which count their entries, and of the
 * archive, which does not bring them in again.
 */
export function marksAreGone(batch: string, now: Instant): boolean {
  return ulidTime(batch) < now - MARK_READ_DAYS * DAY_SECONDS * 1000;
}
