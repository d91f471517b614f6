import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { LastCheck } from '../../core/alerts/watch-budgets.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber } from './document-client.ts';

const KEY = { pk: `${PREFIX.ledger}checks`, sk: '-' };

/** The last run of the budgets' safety net that evaluated something: one item. */
export class DynamoLastCheck implements LastCheck {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<Instant | undefined> {
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.#table, Key: KEY }));
    return Item && smallNumber(Item['at']);
  }

  async note(at: Instant): Promise<void> {
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: KEY,
          UpdateExpression: 'SET e = :e, #at = :at',
          ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':e': ENTITY.ledger, ':at': at },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
