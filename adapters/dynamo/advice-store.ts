import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { PREFIX } from '../../contracts/table-layout.ts';
import { type Advice, adviceOf, type AdviceStore, adviceText } from '../../core/insight/advice/advice.ts';
import { smallNumber, textOf } from './document-client.ts';
import { queryAll } from './run-queries.ts';

/** Entity tag of advice. */
const ADVICE_TAG = 'V';
const PARTITION = `${PREFIX.insight}advice`;

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
      ExpressionAttributeValues: { ':pk': PARTITION },
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
            pk: PARTITION,
            sk: advice.optimisation.id,
            e: ADVICE_TAG,
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
}
