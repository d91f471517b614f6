import type { PicoUsd } from '../../core/money/decimal.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { HoldStatus } from '../../contracts/budget-vocabulary.ts';
import type { Hold, HoldPoolStore, HoldStore } from '../../core/gate/gate-ports.ts';
import { isHoldId, ownHoldId, parentHoldId } from '../../core/gate/hold-ids.ts';
import {
  type Clock,
  type Day,
  dayOf,
  HOUR_MS,
  type Instant,
  startOfDay,
  MINUTE_MS,
} from '../../core/time/ledger-time.ts';
import { ulidTime } from '../../core/time/ulid-time.ts';
import { textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { HOLD_LIFE_DAYS, holdItem, holdOf } from './hold-item.ts';
import { DynamoHoldPoolStore } from './hold-pool-store.ts';
import { HOLD_DAYS_PARTITION, HOLD_LANES, holdKey, holdPartition } from './keys.ts';
import { readableItems } from './readable-items.ts';
import { between, ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';

/**
 * Holds are put in the hour of their id, or as much later as a function may run: an hour that is longer over and holds
 * nothing stays empty.
 */
const PUT_WITHIN_MS = 15 * MINUTE_MS;
/** Items of a lane read at once; a page of holds has a few. */
const LANE_PAGE = 50;
const LEAST_ID = '0';
/** Two days of them. */
const MOST_EMPTY = 48 * HOLD_LANES;

/** Holds in the table, by the hour they were made in. */
export class DynamoHoldStore implements HoldStore {
  readonly pools: HoldPoolStore;
  readonly #tables: { readonly reads: Table; readonly once: Table };
  readonly #clock: Clock;
  /** Partitions of hours that are over and hold nothing. */
  readonly #empty = new Set<string>();
  /** The last day that was noted to have holds. */
  #day: Day | undefined;

  /** `once` is of onceClient: who closed a hold must be sure of it. */
  constructor(tables: { readonly reads: Table; readonly once: Table }, clock: Clock) {
    this.#tables = tables;
    this.#clock = clock;
    this.pools = new DynamoHoldPoolStore(tables);
  }

  /** A day is noted before its holds are put, once a day by each function that runs. */
  async put(hold: Hold): Promise<void> {
    const day = dayOf(ulidTime(ownHoldId(hold.id)));
    if (this.#day !== day) {
      await this.#tables.reads.put(holdDayItem(day));
      this.#day = day;
    }
    await this.#tables.once.put(holdItem(hold));
  }

  async get(id: string): Promise<Hold | undefined> {
    if (!isHoldId(id)) return undefined;
    const item = await this.#tables.reads.get(holdKey(id));
    const hold = item && holdOf(item);
    return hold?.id === id ? hold : undefined;
  }

  async close(
    id: string,
    status: Exclude<HoldStatus, 'OPEN' | 'EXPIRED'>,
    cost?: PicoUsd,
  ): Promise<Hold | undefined> {
    if (!isHoldId(id)) return undefined;
    const parent = parentHoldId(id);
    const isPaid = parent !== undefined && cost !== undefined;
    const { done, item } = await this.#tables.once.update(holdKey(id), {
      UpdateExpression: `SET st = :status${isPaid ? ', sc = :cost' : ''}`,
      ConditionExpression: `st = :open AND ${parent === undefined ? 'attribute_not_exists(pr)' : 'pr = :parent'}`,
      ExpressionAttributeValues: {
        ':status': status,
        ':open': 'OPEN' satisfies HoldStatus,
        ...(parent === undefined ? {} : { ':parent': parent }),
        ...(isPaid ? { ':cost': cost } : {}),
      },
      ReturnValues: 'ALL_NEW',
    });
    return done && item ? holdOf(item) : undefined;
  }

  async *madeInHour(at: Instant, before?: string): AsyncGenerator<Hold, void, undefined> {
    const lanes = this.#partitions(at).map((pk) => this.#newestFirst(pk, at, before));
    const heads = await Promise.all(lanes.map(async (lane) => ({ lane, item: (await lane.next()).value })));
    for (;;) {
      let newest: (typeof heads)[number] | undefined;
      for (const head of heads) if (head.item && idOf(head) > idOf(newest)) newest = head;
      if (!newest?.item) return;
      yield* readableItems([newest.item], holdOf);
      newest.item = (await newest.lane.next()).value;
    }
  }

  async openOf(userId: string, at: Instant): Promise<Hold[]> {
    const lanes = this.#partitions(at).map((pk) => {
      const query = ofPartition(pk);
      return this.#tables.reads.queryAll({
        ...query,
        FilterExpression: 'u = :user AND st = :open',
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':user': userId, ':open': 'OPEN' },
        ConsistentRead: true,
      });
    });
    return readableItems((await Promise.all(lanes)).flat(), holdOf);
  }

  /** The partitions of an hour, but those that are known to be empty. */
  #partitions(at: Instant): string[] {
    return Array.from({ length: HOLD_LANES }, (_, lane) => holdPartition(at, lane)).filter(
      (pk) => !this.#empty.has(pk),
    );
  }

  /** Items of one lane as far as they are asked for. */
  async *#newestFirst(pk: string, at: Instant, before?: string): AsyncGenerator<Item, void, undefined> {
    const query = before === undefined ? ofPartition(pk) : between(pk, LEAST_ID, before);
    let seen = 0;
    for await (const item of this.#tables.reads.query({
      ...query,
      ScanIndexForward: false,
      ConsistentRead: false,
      Limit: LANE_PAGE,
    })) {
      seen++;
      if (item['sk'] !== before) yield item;
    }
    const isOver = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS + PUT_WITHIN_MS <= this.#clock.now();
    if (seen > 0 || before !== undefined || !isOver) return;
    if (this.#empty.size >= MOST_EMPTY) this.#empty.clear();
    this.#empty.add(pk);
  }
}

function idOf(head: { readonly item: Item | undefined | void } | undefined): string {
  return head?.item ? textAttribute(head.item['sk']) : '';
}

/** Notes that holds were made on a UTC day; it lives as long as the last of them, and a day. */
export function holdDayItem(day: Day): Item {
  const ttl = startOfDay(day) / 1000 + (HOLD_LIFE_DAYS + 2) * 86_400;
  return { pk: HOLD_DAYS_PARTITION, sk: day, e: ENTITY.holdDay, ttl };
}
