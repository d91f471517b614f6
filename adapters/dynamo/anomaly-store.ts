import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PREFIX } from '../../contracts/table-layout.ts';
import { anomalyAnswer, type FoundAnomaly } from '../../core/insight/anomalies.ts';
import type { AnomalyStore } from '../../core/insight/watch-anomalies.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { escapeKey, type ItemKey } from './keys.ts';

/** Entity tag of anomalies. */
const ANOMALY_TAG = 'Y';

function keyOf({ dimension, key, kind, since }: FoundAnomaly): ItemKey {
  return {
    pk: `${PREFIX.insight}anomalies#${since.slice(0, 7)}`,
    sk: [since, dimension, kind, key].map(escapeKey).join('#'),
  };
}

/** Found anomalies in the table: one item for a run of days. */
export class DynamoAnomalyStore implements AnomalyStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async note(anomaly: FoundAnomaly, at: Instant): Promise<'waiting' | 'told'> {
    const Key = keyOf(anomaly);
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...Key, e: ANOMALY_TAG, at, d: JSON.stringify(anomalyAnswer(anomaly)) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return 'waiting';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...Key }, ConsistentRead: true }),
    );
    return Item?.['told'] === undefined ? 'waiting' : 'told';
  }

  async told(anomaly: FoundAnomaly, at: Instant): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { ...keyOf(anomaly) },
        UpdateExpression: 'SET told = if_not_exists(told, :at)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }
}
