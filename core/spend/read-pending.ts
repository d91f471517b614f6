import type { Instant } from '../time/ledger-time.ts';
import type { OpenMarkReader } from './push-open-marks.ts';
import { readLedgerCounts } from './read-counts.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Where usage messages wait. */
export interface QueueDepth {
  /** About how many messages wait, those that are being worked on included. Rejects on outages. */
  waiting(): Promise<number>;
}

/** What of the whole ledger is on its way into totals. */
export interface OnTheWay {
  /** Events that are recorded and not in the totals yet. */
  readonly uncounted: number;
  /** About how many messages are in the queue; undefined while the queue does not say. */
  readonly queued: number | undefined;
}

/**
 * What was sent or recorded and is not in totals yet, of the whole ledger: whose it is, is only known behind the
 * queue. Where both are 0, every total holds all that was sent before.
 */
export async function readOnTheWay(
  totals: Pick<TotalsReader, 'counts'>,
  marks: Pick<OpenMarkReader, 'tallies'>,
  queue: QueueDepth,
  now: Instant,
): Promise<OnTheWay> {
  const [status, depth] = await Promise.all([
    readLedgerCounts(totals, marks, now),
    // A receipt is worth showing while the queue cannot be asked.
    Promise.allSettled([queue.waiting()]),
  ]);
  const [queued] = depth;
  return {
    uncounted: status.recorded - status.aggregated,
    queued: queued.status === 'fulfilled' ? queued.value : undefined,
  };
}
