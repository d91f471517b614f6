import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { AGGREGATED_PREFIXES } from '../../contracts/table-layout.ts';
import type { WireRecord } from './engine.ts';

/** What the event source mapping lets through: new entries and outcomes. */
export function newEntriesOnly({ eventName, dynamodb }: WireRecord): boolean {
  return (
    eventName === 'INSERT' && AGGREGATED_PREFIXES.some((prefix) => dynamodb.Keys['pk']?.S?.startsWith(prefix))
  );
}

/** The event source mapping of the table's stream: what was read, and what is still to be delivered. */
export class FaultStream {
  /** Everything that came through the filter, in order; redeliveries are taken from here. */
  readonly records: WireRecord[] = [];
  readonly pending = new Set<WireRecord>();
  readonly discarded = new Set<WireRecord>();
  last = '0';
  #replays = 0;
  readonly #filter: (record: WireRecord) => boolean;

  constructor(filter: (record: WireRecord) => boolean) {
    this.#filter = filter;
  }

  /** Takes in what the stream has brought; answers how many records passed the filter. */
  take(records: readonly WireRecord[]): number {
    this.last = records.at(-1)?.dynamodb.SequenceNumber ?? this.last;
    const passed = records.filter(this.#filter);
    for (const record of passed) this.#add(record);
    return passed.length;
  }

  /** Items pushed from the table, as the audit does it. */
  replay(images: readonly NonNullable<WireRecord['dynamodb']['NewImage']>[]): void {
    for (const NewImage of images) {
      const { pk, sk } = NewImage as { pk: { S: string }; sk: { S: string } };
      const SequenceNumber = (10n ** 30n + BigInt(this.#replays++)).toString();
      this.#add({ eventName: 'INSERT', dynamodb: { SequenceNumber, Keys: { pk, sk }, NewImage } });
    }
  }

  #add(record: WireRecord): void {
    this.records.push(record);
    this.pending.add(record);
  }

  discard(record: WireRecord): void {
    this.pending.delete(record);
    this.discarded.add(record);
  }

  /** Lambda goes on from the lowest failed record; without an answer everything comes again. */
  settle(batch: readonly WireRecord[], response: DynamoDBBatchResponse | undefined): void {
    if (response === undefined) return;
    const [failure] = response.batchItemFailures;
    const lowest = failure && BigInt(failure.itemIdentifier);
    for (const record of batch) {
      if (lowest === undefined || BigInt(record.dynamodb.SequenceNumber) < lowest)
        this.pending.delete(record);
    }
  }

  event(batch: readonly WireRecord[]): DynamoDBStreamEvent {
    return { Records: batch } as unknown as DynamoDBStreamEvent;
  }
}
