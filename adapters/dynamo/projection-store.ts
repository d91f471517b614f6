import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { KeptProjection, ProjectionStore } from '../../core/forecast/keep-projection.ts';
import type { Month } from '../../core/time/ledger-time.ts';
import { textOf, wholeNumber } from './document-client.ts';
import { queryAll } from './run-queries.ts';

function partitionOf(month: Month): string {
  return `${PREFIX.insight}projections#${month}`;
}

/** Projections in the table: one item a day. */
export class DynamoProjectionStore implements ProjectionStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(month: Month): Promise<KeptProjection[]> {
    const items = await queryAll(this.#client, this.#table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partitionOf(month) },
    });
    return items.map((item) => ({
      madeOn: textOf(item['sk']),
      spent: wholeNumber(item['sp']),
      projected: wholeNumber(item['pr']),
      low: wholeNumber(item['lo']),
      high: wholeNumber(item['hi']),
      method: textOf(item['mt']) as KeptProjection['method'],
    }));
  }

  async put(month: Month, { madeOn, spent, projected, low, high, method }: KeptProjection): Promise<boolean> {
    const amounts = { sp: spent, pr: projected, lo: low, hi: high };
    const Item = { pk: partitionOf(month), sk: madeOn, e: ENTITY.projection, mt: method, ...amounts };
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item,
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
