import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { anomalyAnswer, type FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import type { AnomalyStore, JudgedDay } from '../../core/anomalies/watch-anomalies.ts';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { addMonths, type Day, type Instant, type Month, monthOf } from '../../core/time/ledger-time.ts';
import type { Days } from '../../core/time/range.ts';
import { textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { escapeKey, type ItemKey } from './keys.ts';
import { between, inParallel, queryAll } from './run-queries.ts';

/** Begins the partitions of days that were judged. */
export const JUDGED_PREFIX = `${PREFIX.insight}judged#`;

/** Days that were judged, by month. */
function judgedPartition(month: Month): string {
  return JUDGED_PREFIX + month;
}

/** Amounts as decimal text: JSON knows no whole numbers of this size. */
type StoredAnomaly = Omit<FoundAnomaly, 'spent' | 'expected'> & {
  readonly spent: string;
  readonly expected: string;
};

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

  async judgedDays(days: Days): Promise<Map<Day, JudgedDay>> {
    const months: Month[] = [];
    for (let month = monthOf(days.from); month <= monthOf(days.to); month = addMonths(month, 1)) {
      months.push(month);
    }
    const found = await inParallel(months, (month) =>
      queryAll(this.#client, this.#table, between(judgedPartition(month), days.from, days.to)),
    );
    return new Map(found.flat().map((item) => [textOf(item['sk']), judgedDay(item)]));
  }

  async putJudgedDay(day: Day, { found, complete }: JudgedDay, at: Instant): Promise<void> {
    const stored = found.map(({ spent, expected, ...rest }): StoredAnomaly => ({
      ...rest,
      spent: formatDecimal(spent),
      expected: formatDecimal(expected),
    }));
    const key = { pk: judgedPartition(monthOf(day)), sk: day, e: ENTITY.anomaly };
    const Item = { ...key, at, d: JSON.stringify(stored), ...(complete ? {} : { cut: true }) };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }

  async note(anomaly: FoundAnomaly, at: Instant): Promise<'waiting' | 'told'> {
    const Key = keyOf(anomaly);
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...Key, e: ENTITY.anomaly, at, d: JSON.stringify(anomalyAnswer(anomaly)) },
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

function judgedDay(item: Item): JudgedDay {
  const stored = JSON.parse(textOf(item['d'])) as StoredAnomaly[];
  const found = stored.map(({ spent, expected, ...rest }) => ({
    ...rest,
    spent: parseDecimal(spent),
    expected: parseDecimal(expected),
  }));
  return { found, complete: item['cut'] === undefined };
}
