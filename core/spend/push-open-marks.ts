import type { Instant } from '../time/ledger-time.ts';
import { aggregateUsage, type AggregatePorts } from './aggregate-usage.ts';
import type { LedgerRecord, MarkKey } from './spend-ports.ts';

/** A mark with its receipt: how many positions were used and how many are in the totals. */
export interface MarkReceipt {
  readonly key: MarkKey;
  readonly startedAt: Instant;
  readonly used: number;
  readonly applied: number;
}

/** Reads receipts and what they stand for. Methods reject on outages. */
export interface OpenMarkReader {
  /** Receipts of the recorder batches that began in the hour `at` lies in. */
  receipts(at: Instant): Promise<readonly MarkReceipt[]>;
  /** The items of a mark's partition that its recorder batch wrote, as the aggregator reads them. */
  records(key: MarkKey): Promise<readonly LedgerRecord[]>;
}

const HOUR_MS = 3_600_000;

/** A mark that is open for longer than this has lost its stream record. */
export const OPEN_TOO_LONG_MS = 15 * 60_000;

/** Written and not yet in the totals; a lost receipt counts as nothing open. */
export function openPositions({ used, applied }: MarkReceipt): number {
  return Math.max(0, used - applied);
}

/**
 * Pushes entries whose stream record was lost (an outage beyond the stream's 24 hours, a discarded batch,
 * a deleted mapping) through the aggregator. Looks at recorder batches of the last `hours`; running twice
 * changes nothing. Answers how many marks were open and how many records could still not be added.
 */
export async function pushOpenMarks(
  reader: OpenMarkReader,
  ports: AggregatePorts,
  hours: number,
): Promise<{ open: number; failed: number }> {
  const now = ports.clock.now();
  let open = 0;
  let failed = 0;
  for (let hour = hours; hour >= 0; hour--) {
    for (const receipt of await reader.receipts(now - hour * HOUR_MS)) {
      if (openPositions(receipt) === 0 || receipt.startedAt > now - OPEN_TOO_LONG_MS) continue;
      open++;
      const result = await aggregateUsage(await reader.records(receipt.key), ports);
      failed += result.failed.length;
    }
  }
  return { open, failed };
}
