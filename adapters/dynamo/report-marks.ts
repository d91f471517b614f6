import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { ReportMarks } from '../../core/reports/send-reports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { ItemKey } from './keys.ts';

/** Periods that a mail was sent about: one item each, put once. */
export class DynamoReportMarks implements ReportMarks {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async take(period: string, at: Instant): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...keyOf(period), e: ENTITY.reportMail, at },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async giveBack(period: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { ...keyOf(period) } }));
  }
}

function keyOf(period: string): ItemKey {
  return { pk: `${PREFIX.insight}report-mail`, sk: period };
}
