import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptOutcome, OutcomeName, QuarantineStore } from '../../core/usage/quarantine.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import { smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { outcomeKey } from './keys.ts';
import { outcomeOf } from './outcome-item.ts';
import { queryAll } from './run-queries.ts';

/** Outcomes as they stand in the table. */
export class DynamoQuarantineStore implements QuarantineStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async outcomesOf(day: Day): Promise<KeptOutcome[]> {
    const { pk } = outcomeKey({ day, messageId: '', index: 0, kind: 'rejected' });
    const items = await queryAll(this.#client, this.#table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    });
    return items.map(keptOutcome);
  }

  async find(name: OutcomeName): Promise<KeptOutcome | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...outcomeKey(name) }, ConsistentRead: true }),
    );
    return Item && keptOutcome(Item);
  }

  async noteRedrive(name: OutcomeName, at: Instant): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { ...outcomeKey(name) },
        UpdateExpression: 'SET rd = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }
}

function keptOutcome(item: Item): KeptOutcome {
  return { ...outcomeOf(item), redrivenAt: item['rd'] === undefined ? undefined : smallNumber(item['rd']) };
}
