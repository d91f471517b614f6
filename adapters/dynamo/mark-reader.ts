import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { countBits } from '../../core/spend/bitmap.ts';
import type {
  BatchRange,
  MarkTally,
  OpenMarkReader,
  OpenMarksPass,
  OpenMarksStore,
  Part,
} from '../../core/spend/push-open-marks.ts';
import type { StoredRecord } from '../../core/spend/ledger-record.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import { type Item, PLACED } from './entry-item.ts';
import { type ItemKey, markPartition } from './keys.ts';
import { ulidTime } from '../../core/time/ulid-time.ts';
import { ofPartition } from './run-queries.ts';
import { jsonItem, storedJson } from './stored-json.ts';
import { storedRecord } from './stream-record.ts';
import type { Table, TableQuery } from './table.ts';

/** How far a pass over open marks is. */
const PASS_KEY: ItemKey = { pk: `${PREFIX.ledger}open-marks`, sk: '-' };

/** Reads marks with their tallies, and the entries behind them. */
export class DynamoMarkReader implements OpenMarkReader, OpenMarksStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async tallies(at: Instant): Promise<MarkTally[]> {
    const items = await this.#table.queryAll(ofPartition(markPartition(at)));
    return items.map(tallyOf);
  }

  async someTallies(at: Instant, after: string | undefined): Promise<Part<MarkTally>> {
    const { items, next } = await this.#page(ofPartition(markPartition(at)), markPartition(at), after);
    return { items: items.map(tallyOf), next };
  }

  /** Items that cannot be read are left out: the aggregator has quarantined them. */
  async someRecords(
    partition: string,
    { from, to }: BatchRange,
    after: string | undefined,
  ): Promise<Part<StoredRecord>> {
    const query = ofPartition(partition);
    const { items, next } = await this.#page(
      {
        ...query,
        FilterExpression: `${PLACED.batch} BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':from': from, ':to': to },
      },
      partition,
      after,
    );
    return { items: items.flatMap(readableRecord), next };
  }

  async read(): Promise<OpenMarksPass | undefined> {
    const item = await this.#table.get(PASS_KEY);
    return item && storedJson<OpenMarksPass>(item, 'd');
  }

  async keep(pass: OpenMarksPass | undefined): Promise<void> {
    if (pass) await this.#table.put({ ...PASS_KEY, e: ENTITY.ledger, ...jsonItem('d', pass) });
    else await this.#table.delete(PASS_KEY);
  }

  async #page(query: TableQuery, pk: string, after: string | undefined) {
    const start = after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } };
    const { items, next } = await this.#table.page({ ...query, ...start });
    return { items, next: next && textAttribute(next['sk']) };
  }
}

function tallyOf(item: Item): MarkTally {
  const [batch = '', ...partition] = textAttribute(item['sk']).split('#');
  return {
    key: { batch, partition: partition.join('#') },
    startedAt: ulidTime(batch),
    used: smallNumber(item['n']),
    applied: countBits(item['b'] as Uint8Array | undefined),
  };
}

function readableRecord(item: Item): StoredRecord[] {
  try {
    const record = storedRecord(item, '0');
    return record ? [record] : [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [];
  }
}
