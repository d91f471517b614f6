import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { PicoUsd } from '../../core/money/decimal.ts';
import type { AuditStore, DayAudits, LedgerFacts } from '../../core/spend/audit.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import { wholeNumber, smallNumber, textOf } from './document-client.ts';
import { AUDITED_PARTITION, DRIFT_PARTITION, LEDGER_KEY } from './keys.ts';
import { between, queryAll } from './run-queries.ts';

/** The ledger's own item: its first day, and what audits found. */
export class DynamoAuditStore implements AuditStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<LedgerFacts> {
    const [{ Item }, drifts] = await Promise.all([
      this.#client.send(
        new GetCommand({ TableName: this.#table, Key: { ...LEDGER_KEY }, ConsistentRead: true }),
      ),
      queryAll(this.#client, this.#table, {
        ConsistentRead: false,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': DRIFT_PARTITION },
      }),
    ]);
    return {
      firstDay: Item?.['d'] === undefined ? undefined : textOf(Item['d']),
      balancedAsOf: Item?.['ba'] === undefined ? undefined : smallNumber(Item['ba']),
      olderAuditedAsOf: Item?.['oa'] === undefined ? undefined : smallNumber(Item['oa']),
      sealedUntil: Item?.['su'] === undefined ? undefined : textOf(Item['su']),
      drift: drifts.reduce((sum, item) => sum + wholeNumber(item['dr']), 0n),
    };
  }

  async noteBalanced(at: Instant): Promise<void> {
    await this.#ifCondition({
      Key: { ...LEDGER_KEY },
      UpdateExpression: 'SET ba = :at, e = :e',
      ConditionExpression: 'attribute_not_exists(ba) OR ba < :at',
      ExpressionAttributeValues: { ':at': at, ':e': ENTITY.ledger },
    });
  }

  async seal(day: Day): Promise<void> {
    await this.#ifCondition({
      Key: { ...LEDGER_KEY },
      UpdateExpression: 'SET su = :day, e = :e',
      ConditionExpression: 'attribute_not_exists(su) OR su < :day',
      ExpressionAttributeValues: { ':day': day, ':e': ENTITY.ledger },
    });
  }

  async noteDrift(day: Day, drift: PicoUsd): Promise<void> {
    await this.#ifCondition({
      Key: { pk: DRIFT_PARTITION, sk: day },
      UpdateExpression: 'SET dr = :drift, e = :e',
      // A balanced day needs no note of its own.
      ...(drift === 0n ? { ConditionExpression: 'attribute_exists(pk)' } : {}),
      ExpressionAttributeValues: { ':drift': drift, ':e': ENTITY.ledger },
    });
  }

  async noteAudited(day: Day, at: Instant): Promise<void> {
    await this.#noteAudit(day, 'at', at);
  }

  async noteTried(day: Day, at: Instant): Promise<void> {
    await this.#noteAudit(day, 'tr', at);
  }

  async #noteAudit(day: Day, name: string, at: Instant): Promise<void> {
    await this.#ifCondition({
      Key: { pk: AUDITED_PARTITION, sk: day },
      UpdateExpression: 'SET e = :e, #name = :at',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':e': ENTITY.ledger, ':at': at },
    });
  }

  async auditsSince(day: Day): Promise<Map<Day, DayAudits>> {
    const items = await queryAll(this.#client, this.#table, between(AUDITED_PARTITION, day, '~'));
    return new Map(
      items.map((item) => [textOf(item['sk']), { audited: instant(item['at']), tried: instant(item['tr']) }]),
    );
  }

  async noteOlder(at: Instant | undefined): Promise<void> {
    await this.#ifCondition({
      Key: { ...LEDGER_KEY },
      UpdateExpression: at === undefined ? 'SET e = :e REMOVE oa' : 'SET e = :e, oa = :at',
      ExpressionAttributeValues: { ':e': ENTITY.ledger, ...(at === undefined ? {} : { ':at': at }) },
    });
  }

  async #ifCondition(update: Omit<UpdateCommandInput, 'TableName'>): Promise<void> {
    try {
      await this.#client.send(new UpdateCommand({ TableName: this.#table, ...update }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

function instant(value: unknown): Instant | undefined {
  return value === undefined ? undefined : smallNumber(value);
}
