import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY } from '../../contracts/table-layout.ts';
import { type StoredRecord } from '../../core/spend/ledger-record.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { Outcome } from '../../core/usage/entry.ts';
import { unreadableOutcome } from '../../core/usage/unreadable.ts';
import { marksAreGone } from './mark-age.ts';
import { storedRecord, streamImage } from './stream-record.ts';

/** The part of a stream record that is read here; the types of the event and of the SDK both fit. */
export interface StreamRecord {
  readonly dynamodb?: {
    readonly SequenceNumber?: string | undefined;
    readonly Keys?: Record<string, unknown> | undefined;
    readonly NewImage?: Record<string, unknown> | undefined;
  };
}

export interface ReadStream {
  readonly records: LedgerRecord[];
  readonly unreadable: Outcome[];
  readonly tooOld: number;
}

/**
 * Reads a batch of stream records, each by `count` as what it adds; what cannot be read becomes an outcome
 * and lets the shard go on.
 */
export function readStream(
  records: readonly StreamRecord[],
  count: (stored: StoredRecord) => LedgerRecord | undefined,
  now: Instant,
): ReadStream {
  const result: ReadStream & { tooOld: number } = { records: [], unreadable: [], tooOld: 0 };
  for (const { dynamodb } of records) {
    if (!dynamodb?.NewImage) continue;
    try {
      const image = streamImage(dynamodb.NewImage as Record<string, AttributeValue>);
      const stored = storedRecord(image, dynamodb.SequenceNumber ?? '0');
      const record = stored && count(stored);
      if (!record) continue;
      // Without its marks a replay would count twice.
      if (marksAreGone(record.position.batch, now)) result.tooOld++;
      else result.records.push(record);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      result.unreadable.push(unreadableOutcome(streamKeyText(dynamodb.Keys), reason, now));
    }
  }
  return result;
}

/** Both keys of an item; a record has them in any order, and the same item must have the same name each time. */
function streamKeyText(keys: Record<string, unknown> | undefined): string {
  const { [PARTITION_KEY]: partition, [SORT_KEY]: sort } = (keys ?? {}) as Record<string, { S?: string }>;
  return `${partition?.S ?? ''} ${sort?.S ?? ''}`;
}
