import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { CanaryStore } from '../../core/alerts/canary.ts';
import { textOf } from './document-client.ts';

const KEY = { pk: `${PREFIX.ledger}canary`, sk: '-' };

/** The canary that was sent last, one item. */
export class DynamoCanaryStore implements CanaryStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async last(): Promise<string | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: KEY, ConsistentRead: true }),
    );
    return Item && textOf(Item['id']);
  }

  async remember(id: string): Promise<void> {
    await this.#client.send(
      new PutCommand({ TableName: this.#table, Item: { ...KEY, e: ENTITY.ledger, id } }),
    );
  }
}
