import { ENTITY } from '../../contracts/table-layout.ts';
import type { Contribution } from '../../core/spend/contributions.ts';
import {
  type CommitResult,
  type HistoryListing,
  type Mark,
  type MarkKey,
  markName,
  type MarkUpdate,
  type TotalsWriter,
} from '../../core/spend/spend-ports.ts';
import type { Contention } from '../../core/spend/total-lanes.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { historySortKey, markKey } from './keys.ts';
import { historyPartition, totalKey } from './total-keys.ts';
import { markExpiry } from './mark-age.ts';
import { totalUpdate } from './total-item.ts';
import type { Table } from './table.ts';

/** The aggregator's reads and writes of the table. */
export class DynamoTotalsWriter implements TotalsWriter {
  readonly #table: Table;
  readonly #newId: () => string;
  #commits = 0;
  #repeated = 0;

  /** `newId` names history pages: ULIDs, so that a page never overwrites another. */
  constructor(table: Table, newId: () => string) {
    this.#table = table;
    this.#newId = newId;
  }

  totalKey({ total }: Contribution): string {
    const { pk, sk } = totalKey(total);
    return `${pk} ${sk}`;
  }

  async readMarks(keys: readonly MarkKey[]): Promise<Map<string, Mark>> {
    const items = await this.#table.batchGet(keys.map(markKey));
    const bits = new Map(
      items.map((item) => [textAttribute(item['sk']), item['b'] as Uint8Array | undefined]),
    );
    return new Map(keys.map((key) => [markName(key), { bits: bits.get(markName(key)) }]));
  }

  async putHistory(listings: readonly HistoryListing[]): Promise<void> {
    const pages = Map.groupBy(listings, ({ of, day, hour }) => `${historyPartition(of, day)} ${day}T${hour}`);
    const newPages = [...pages.values()].map((page) =>
      this.#page(page as [HistoryListing, ...HistoryListing[]]),
    );
    await this.#table.batchPut(newPages);
  }

  #page(listings: readonly [HistoryListing, ...HistoryListing[]]): Item {
    const [{ of, day, hour }] = listings;
    return {
      pk: historyPartition(of, day),
      sk: historySortKey(day, hour, this.#newId()),
      e: ENTITY.page,
      k: listings.map(({ occurredAt, lane, id }) => `${occurredAt}\t${lane}\t${id}`).join('\n'),
    };
  }

  async commit(
    marks: readonly MarkUpdate[],
    totals: readonly Contribution[],
    at: Instant,
  ): Promise<CommitResult> {
    const actions = [
      ...marks.map((mark) => ({ Update: markUpdate(mark) })),
      ...totals.map((total) => ({ Update: totalUpdate(total, at) })),
    ];
    try {
      this.#commits++;
      const refused = await this.#table.transact(actions, (tries) => {
        if (tries > 1) this.#repeated++;
      });
      return refused === undefined ? 'committed' : commitResult(refused, marks);
    } catch (error) {
      return commitFailure(error);
    }
  }

  takeContention(): Contention {
    const taken = { commits: this.#commits, repeated: this.#repeated };
    this.#commits = 0;
    this.#repeated = 0;
    return taken;
  }
}

function markUpdate({ key, seen, bits }: MarkUpdate) {
  return {
    Key: markKey(key),
    UpdateExpression: 'SET b = :new, e = :e, #ttl = :ttl',
    ConditionExpression: seen ? 'b = :seen' : 'attribute_not_exists(b)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':new': bits,
      ':e': ENTITY.mark,
      ':ttl': markExpiry(key.batch),
      ...(seen ? { ':seen': seen } : {}),
    },
  };
}

/** Content that can never be written is refused; a mark that another writer changed is named. */
function commitResult(reasons: readonly string[], marks: readonly MarkUpdate[]): CommitResult {
  if (reasons.includes('ValidationError') || reasons.includes('ItemCollectionSizeLimitExceeded'))
    return 'unwritable';
  // Marks come first among the actions, and they alone have conditions.
  const changed = marks.filter((_, index) => reasons[index] === 'ConditionalCheckFailed');
  return changed.length > 0 ? { changed: changed.map(({ key }) => key) } : 'busy';
}

/** Names of errors that say: nothing was written, and the client has tried for as long as it may. */
const BUSY: readonly string[] = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
];

/** What is neither refused nor busy is an outage. */
function commitFailure(error: unknown): CommitResult {
  if (error instanceof Error && error.name === 'ValidationException') return 'unwritable';
  if (error instanceof Error && BUSY.includes(error.name)) return 'busy';
  throw error;
}
