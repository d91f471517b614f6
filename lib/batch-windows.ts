/** How the two event sources collect their batches. */
export interface Windows {
  /** Messages that one recorder takes at most. */
  readonly queueBatchSize: number;
  /** Seconds that the queue waits to fill a recorder's batch. */
  readonly queueWindowSeconds: number;
  /** Seconds that the stream waits to fill an aggregator's batch. */
  readonly streamWindowSeconds: number;
}

/** A recorder writes up to 50 entries a message; more messages would not fit its time-out. */
const LARGE_BATCH = 100;
/** The largest batch that SQS gives without a window. */
const BATCH_WITHOUT_WINDOW = 10;
/** The queue's share is small: what it holds is not in the ledger yet. */
const LONGEST_QUEUE_WINDOW_SECONDS = 5;

/**
 * Splits the stage's one number over both windows: larger batches mean fewer writes per event, a longer
 * wait means older totals. 0 means no wait at all.
 */
export function windowsFor(freshnessSeconds: number): Windows {
  if (freshnessSeconds === 0) {
    return { queueBatchSize: BATCH_WITHOUT_WINDOW, queueWindowSeconds: 0, streamWindowSeconds: 0 };
  }
  const queueWindowSeconds = Math.min(LONGEST_QUEUE_WINDOW_SECONDS, Math.floor(freshnessSeconds / 2));
  return {
    queueBatchSize: LARGE_BATCH,
    queueWindowSeconds,
    streamWindowSeconds: freshnessSeconds - queueWindowSeconds,
  };
}
