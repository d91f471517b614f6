import { ENTITY } from '../../contracts/table-layout.ts';
import type { TotalLanes } from '../../core/spend/total-lanes.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../core/time/ledger-time.ts';
import { MOST_TOTAL_LANES } from '../../core/usage/lanes.ts';
import { Cache } from '../../core/cache.ts';
import { smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { LANES_KEY } from './keys.ts';
import type { Table } from './table.ts';

/** A recorder believes the number for so long; readers ask the table. */
const BELIEVED_MS = 60_000;
/** Two steps are this far apart, so that the first one shows before the next is taken. */
const STEP_MS = 5 * MINUTE_MS;

/** How many lanes totals have by the item that says so: 1 before the first step. */
export function totalLanesOf(item: Item | undefined): number {
  return item?.['n'] === undefined ? 1 : smallNumber(item['n']);
}

/** The same, read consistently: a total is in no other lane when the answer comes. */
export async function readTotalLanes(table: Table): Promise<number> {
  return totalLanesOf(await table.get(LANES_KEY));
}

/** The number of lanes in an item of its own, which only grows. */
export class DynamoTotalLanes implements TotalLanes {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #known = new Cache<number>(1);

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  current(): Promise<number> {
    const now = this.#clock.now();
    return this.#known.read('', { now, until: now + BELIEVED_MS }, () => readTotalLanes(this.#table));
  }

  async grow(at: Instant): Promise<number | undefined> {
    const seen = await readTotalLanes(this.#table);
    const wanted = Math.min(2 * seen, MOST_TOTAL_LANES);
    if (wanted === seen) return undefined;
    const { done } = await this.#table.update(LANES_KEY, {
      UpdateExpression: 'SET n = :wanted, w = :at, e = :e',
      ConditionExpression: 'attribute_not_exists(n) OR (n = :seen AND w <= :before)',
      ExpressionAttributeValues: {
        ':wanted': wanted,
        ':seen': seen,
        ':at': at,
        ':before': at - STEP_MS,
        ':e': ENTITY.ledger,
      },
    });
    return done ? wanted : undefined;
  }
}
