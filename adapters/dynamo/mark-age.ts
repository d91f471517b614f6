import type { Instant } from '../../core/time/ledger-time.ts';
import { ulidTime } from './keys.ts';

/** Marks live longer than any stream, queue or replay may bring a record again. */
const MARK_TTL_DAYS = 40;
/** Deletion by TTL is not prompt and absence proves nothing: five days before it, marks count as gone. */
const MARK_READ_DAYS = MARK_TTL_DAYS - 5;

const DAY_SECONDS = 86_400;

/** Epoch seconds at which the marks of a recorder batch may go. */
export function markExpiry(batch: string): number {
  return Math.floor(ulidTime(batch) / 1000) + MARK_TTL_DAYS * DAY_SECONDS;
}

/**
 * True for recorder batches of more than 35 days ago: all their bits count as set. The one rule of the
 * aggregator, which refuses their records, of repairs and audits, which count their entries, and of the
 * archive, which does not bring them in again.
 */
export function marksAreGone(batch: string, now: Instant): boolean {
  return ulidTime(batch) < now - MARK_READ_DAYS * DAY_SECONDS * 1000;
}
