import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { ConflictError } from '../../core/errors.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { OverrideChange } from '../../core/pricing/override.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { numberText, textOf } from './document-client.ts';
import { OVERRIDE_VERSION_KEY } from './keys.ts';
import { between, queryAll } from './run-queries.ts';

/** Overrides in one collection. */
export const OVERRIDE_PARTITION = `${PREFIX.price}overrides`;

/** A row may be put where there is none, and again the same: `j` is the row, `to` its end. */
const NEW_OR_SAME = 'attribute_not_exists(pk) OR j = :j';

type Put = NonNullable<NonNullable<TransactWriteCommandInput['TransactItems']>[number]['Put']>;

/** Overrides in the table: one collection, read as a whole; a few hundred at most. */
export class DynamoOverrideStore implements OverrideStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async load(): Promise<PriceRow[]> {
    const items = await queryAll(this.#client, this.#table, between(OVERRIDE_PARTITION, '!', '~'));
    return items.map((item) => JSON.parse(textOf(item['j'])) as PriceRow);
  }

  async version(): Promise<string> {
    const key = { TableName: this.#table, Key: OVERRIDE_VERSION_KEY, ConsistentRead: true };
    const { Item } = await this.#client.send(new GetCommand(key));
    return numberText(Item?.['v']);
  }

  save({ row, closed }: OverrideChange, seen: string): Promise<boolean> {
    const added = { ...this.#put(row), ConditionExpression: NEW_OR_SAME };
    const values = { ':j': itemOf(row).j };
    const puts = [{ ...added, ExpressionAttributeValues: values }, ...(closed ? [this.#put(closed)] : [])];
    return this.#write(row, puts, seen);
  }

  close(row: PriceRow, seen: string): Promise<boolean> {
    return this.#write(row, [this.#put(row)], seen);
  }

  async #write(row: PriceRow, puts: readonly Put[], seen: string): Promise<boolean> {
    const first = seen === '0';
    const version = {
      TableName: this.#table,
      Key: OVERRIDE_VERSION_KEY,
      UpdateExpression: 'SET e = :e ADD v :one',
      ConditionExpression: first ? 'attribute_not_exists(v)' : 'v = :seen',
      ExpressionAttributeValues: {
        ':e': ENTITY.override,
        ':one': 1,
        ...(first ? {} : { ':seen': BigInt(seen) }),
      },
    };
    const TransactItems = [...puts.map((Put) => ({ Put })), { Update: version }];
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
      if (codes.at(-1) === 'ConditionalCheckFailed' || codes.includes('TransactionConflict')) return false;
      throw changedMeanwhile(row, error);
    }
  }

  #put(row: PriceRow): Put {
    return { TableName: this.#table, Item: itemOf(row) };
  }
}

function itemOf(row: PriceRow) {
  const end = row.effectiveTo === null ? {} : { to: row.effectiveTo };
  return { pk: OVERRIDE_PARTITION, sk: row.id, e: ENTITY.override, j: JSON.stringify(row), ...end };
}

function changedMeanwhile(row: PriceRow, cause: Error): ConflictError {
  return new ConflictError(
    `override ${row.id} was changed by somebody else: read the prices again and repeat`,
    { cause },
  );
}
