import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import {
  type Advice,
  adviceOf,
  type AdviceRun,
  type AdviceStore,
  adviceText,
} from '../../core/savings/optimization-state.ts';
import type { SavedDay } from '../../core/savings/realised.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import { smallNumber, textOf, wholeNumber } from './document-client.ts';
import { escapeKey } from './keys.ts';
import { queryAll } from './run-queries.ts';

/** All advice, in one collection. */
export const ADVICE_PARTITION = `${PREFIX.insight}advice`;
const RUN_KEY = { pk: `${PREFIX.insight}advice-run`, sk: '-' } as const;

/** What one advice saved, by day. */
function savedPartition(id: string): string {
  return `${PREFIX.insight}saved#${escapeKey(id)}`;
}

/** Advice in the table: one item each, replaced on the condition of its revision. */
export class DynamoAdviceStore implements AdviceStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(): Promise<Advice[]> {
    const items = await queryAll(this.#client, this.#table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': ADVICE_PARTITION },
    });
    return items.map((item) => adviceOf(textOf(item['d']), smallNumber(item['v'])));
  }

  async save(advice: Advice): Promise<boolean> {
    const { revision } = advice;
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            pk: ADVICE_PARTITION,
            sk: advice.optimisation.id,
            e: ENTITY.optimization,
            v: revision + 1,
            d: adviceText(advice),
          },
          ConditionExpression: revision === 0 ? 'attribute_not_exists(pk)' : 'v = :seen',
          ...(revision === 0 ? {} : { ExpressionAttributeValues: { ':seen': revision } }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async lastRun(): Promise<AdviceRun | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...RUN_KEY }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : (JSON.parse(textOf(Item['d'])) as AdviceRun);
  }

  async noteRun(run: AdviceRun): Promise<void> {
    const Item = { ...RUN_KEY, e: ENTITY.optimization, d: JSON.stringify(run) };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }

  async savedDays(id: string, from: Day): Promise<SavedDay[]> {
    const items = await queryAll(this.#client, this.#table, {
      KeyConditionExpression: 'pk = :pk AND sk >= :from',
      ExpressionAttributeValues: { ':pk': savedPartition(id), ':from': from },
    });
    return items.map((item) => ({
      day: textOf(item['sk']),
      since: smallNumber(item['at']),
      calls: smallNumber(item['n']),
      counterfactual: wholeNumber(item['cc']),
      actual: wholeNumber(item['c']),
    }));
  }

  async putSavedDay(id: string, { day, since, calls, counterfactual, actual }: SavedDay): Promise<void> {
    const key = { pk: savedPartition(id), sk: day, e: ENTITY.optimization };
    const Item = { ...key, at: since, n: calls, cc: counterfactual, c: actual };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }
}
