import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PicoUsd } from '../../core/money/decimal.ts';
import type { AuditStore, LedgerFacts } from '../../core/spend/audit.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { wholeNumber, smallNumber, textOf } from './document-client.ts';
import { LEDGER_KEY } from './keys.ts';

/** The ledger's own item: its first day, and what audits found. */
export class DynamoAuditStore implements AuditStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<LedgerFacts> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...LEDGER_KEY } }),
    );
    return {
      firstDay: Item?.['d'] === undefined ? undefined : textOf(Item['d']),
      balancedAsOf: Item?.['ba'] === undefined ? undefined : smallNumber(Item['ba']),
      drift: wholeNumber(Item?.['dr']),
    };
  }

  /** Notes an audit: the books are balanced up to `at`, with `drift` left over. */
  async noteAudit(at: Instant, drift: PicoUsd): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { ...LEDGER_KEY },
        UpdateExpression: 'SET ba = :at, dr = :drift, e = :e',
        ExpressionAttributeValues: { ':at': at, ':drift': drift, ':e': 'S' },
      }),
    );
  }
}
