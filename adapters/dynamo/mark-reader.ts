import { countBits } from '../../core/spend/bitmap.ts';
import type { MarkTally, OpenMarkReader } from '../../core/spend/push-open-marks.ts';
import type { StoredRecord } from '../../core/spend/ledger-record.ts';
import type { MarkKey } from '../../core/spend/spend-ports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import { PLACED } from './entry-item.ts';
import { markPartition, ulidTime } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import { storedRecord } from './stream-record.ts';
import type { Table } from './table.ts';

/** Reads marks with their tallies, and the entries behind a mark. */
export class DynamoMarkReader implements OpenMarkReader {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async tallies(at: Instant): Promise<MarkTally[]> {
    const tallies: MarkTally[] = [];
    for await (const item of this.#query(markPartition(at))) {
      const [batch = '', ...partition] = textAttribute(item['sk']).split('#');
      tallies.push({
        key: { batch, partition: partition.join('#') },
        startedAt: ulidTime(batch),
        used: smallNumber(item['n']),
        applied: countBits(item['b'] as Uint8Array | undefined),
      });
    }
    return tallies;
  }

  /** Items that cannot be read are left out: the aggregator has quarantined them. */
  async records({ batch, partition }: MarkKey): Promise<StoredRecord[]> {
    const records: StoredRecord[] = [];
    for await (const item of this.#query(partition)) {
      if (item[PLACED.batch] !== batch) continue;
      try {
        const record = storedRecord(item, '0');
        if (record) records.push(record);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    return records;
  }

  #query(partition: string) {
    return this.#table.query(ofPartition(partition));
  }
}
