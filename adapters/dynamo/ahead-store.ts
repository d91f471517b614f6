import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { Ahead, AheadStore, LaneKey } from '../../core/budgets/budget-ports.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import { smallNumber, wholeNumber } from './document-client.ts';
import { laneKey } from './keys.ts';
import { refusingItem, sendOnce } from './send-once.ts';

/** What was held ahead is worth nothing after its minute. */
const KEEP_SECONDS = 86_400;

/** What lanes hold ahead: one item each, plain updates only. */
export class DynamoAheadStore implements AheadStore {
  readonly #once: DynamoDBDocumentClient;
  readonly #table: string;

  /** `once` is of onceClient. */
  constructor(once: DynamoDBDocumentClient, table: string) {
    this.#once = once;
    this.#table = table;
  }

  async take(
    lane: LaneKey,
    amount: PicoUsd,
    minute: number,
  ): Promise<{ until: number } | { seen: Ahead | undefined }> {
    try {
      const { Attributes } = await this.#update(lane, {
        UpdateExpression: 'ADD a :minus',
        ConditionExpression: 'a >= :amount AND m > :minute',
        ExpressionAttributeValues: { ':minus': -amount, ':amount': amount, ':minute': minute },
        ReturnValues: 'ALL_NEW',
      });
      return { until: smallNumber(Attributes?.['m']) };
    } catch (error) {
      const item = refusingItem(error);
      if (item === 'absent') return { seen: undefined };
      return { seen: { amount: wholeNumber(item['a']), minute: smallNumber(item['m']) } };
    }
  }

  async replace(lane: LaneKey, seen: Ahead | undefined, next: Ahead): Promise<boolean> {
    try {
      await this.#update(lane, {
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
      return true;
    } catch (error) {
      refusingItem(error);
      return false;
    }
  }

  #update({ key, lane }: LaneKey, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) {
    const command = new UpdateCommand({
      TableName: this.#table,
      Key: laneKey(key, lane),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...input,
    });
    return sendOnce(() => this.#once.send(command));
  }
}
