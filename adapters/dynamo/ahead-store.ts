import { ENTITY } from '../../contracts/table-layout.ts';
import type { Ahead, AheadStore, LaneKey } from '../../core/gate/gate-ports.ts';
import { negate, type PicoUsd } from '../../core/money/decimal.ts';
import { smallNumber, usdNumber } from './document-client.ts';
import { laneKey } from './keys.ts';
import type { Change, Table, Updated } from './table.ts';

/** What was held ahead is worth nothing after its minute. */
const KEEP_SECONDS = 86_400;

/** What lanes hold ahead: one item each, plain updates only. */
export class DynamoAheadStore implements AheadStore {
  readonly #tables: { readonly once: Table };

  /** `once` is of a onceClient, made by the first call. */
  constructor(tables: { readonly once: Table }) {
    this.#tables = tables;
  }

  async take(
    lane: LaneKey,
    amount: PicoUsd,
    minute: number,
  ): Promise<{ until: number } | { seen: Ahead | undefined }> {
    const { done, item } = await this.#update(lane, {
      UpdateExpression: 'ADD a :minus',
      ConditionExpression: 'a >= :amount AND m > :minute',
      ExpressionAttributeValues: { ':minus': negate(amount), ':amount': amount, ':minute': minute },
      ReturnValues: 'ALL_NEW',
    });
    if (done) return { until: smallNumber(item?.['m']) };
    return { seen: item && { amount: usdNumber(item['a']), minute: smallNumber(item['m']) } };
  }

  async replace(lane: LaneKey, seen: Ahead | undefined, next: Ahead): Promise<boolean> {
    const { done } = await this.#update(lane, {
      UpdateExpression: 'SET e = :tag, #ttl = :ttl, a = :a, m = :m',
      ConditionExpression: seen ? 'a = :seenAmount AND m = :seenMinute' : 'attribute_not_exists(pk)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':tag': ENTITY.ahead,
        ':ttl': next.minute * 60 + KEEP_SECONDS,
        ':a': next.amount,
        ':m': next.minute,
        ...(seen ? { ':seenAmount': seen.amount, ':seenMinute': seen.minute } : {}),
      },
    });
    return done;
  }

  #update({ key, lane }: LaneKey, change: Change): Promise<Updated> {
    return this.#tables.once.update(laneKey(key, lane), change);
  }
}
