import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { PREFIX } from '../../contracts/table-layout.ts';
import { ConflictError } from '../../core/errors.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { OverrideChange } from '../../core/pricing/override.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { numberText, textOf } from './document-client.ts';
import { OVERRIDE_VERSION_KEY } from './keys.ts';
import { between, queryAll } from './run-queries.ts';

/** Overrides in one collection. */
export const OVERRIDE_PARTITION = `${PREFIX.price}overrides`;
const OVERRIDE_TAG = 'P';

/** A row may be put where there is none, and again the same: `j` is the row, `to` its end. */
const NEW_OR_SAME = 'attribute_not_exists(pk) OR j = :j';
const AS_SEEN = 'j = :seen';
const STILL_OPEN = 'attribute_exists(pk) AND attribute_not_exists(#to)';

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

  save({ row, closed }: OverrideChange): Promise<void> {
    return this.#write(row, [this.#put(row), ...(closed ? [this.#end(closed)] : [])]);
  }

  close(row: PriceRow, seen: PriceRow): Promise<void> {
    const put: Put = {
      TableName: this.#table,
      Item: itemOf(row),
      ConditionExpression: AS_SEEN,
      ExpressionAttributeValues: { ':seen': itemOf(seen).j },
    };
    return this.#write(row, [put]);
  }

  async #write(row: PriceRow, puts: readonly Put[]): Promise<void> {
    const version = {
      TableName: this.#table,
      Key: OVERRIDE_VERSION_KEY,
      UpdateExpression: 'SET e = :e ADD v :one',
      ExpressionAttributeValues: { ':e': OVERRIDE_TAG, ':one': 1 },
    };
    const TransactItems = [...puts.map((Put) => ({ Put })), { Update: version }];
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems }));
    } catch (error) {
      if (error instanceof TransactionCanceledException) throw changedMeanwhile(row, error);
      throw error;
    }
  }

  #put(row: PriceRow): Put {
    const Item = itemOf(row);
    const values = { ':j': Item['j'] };
    return {
      TableName: this.#table,
      Item,
      ConditionExpression: NEW_OR_SAME,
      ExpressionAttributeValues: values,
    };
  }

  #end(row: PriceRow): Put {
    const names = { '#to': 'to' };
    return {
      TableName: this.#table,
      Item: itemOf(row),
      ConditionExpression: STILL_OPEN,
      ExpressionAttributeNames: names,
    };
  }
}

function itemOf(row: PriceRow) {
  const end = row.effectiveTo === null ? {} : { to: row.effectiveTo };
  return { pk: OVERRIDE_PARTITION, sk: row.id, e: OVERRIDE_TAG, j: JSON.stringify(row), ...end };
}

function changedMeanwhile(row: PriceRow, cause: Error): ConflictError {
  return new ConflictError(
    `override ${row.id} was changed by somebody else: read the prices again and repeat`,
    { cause },
  );
}
