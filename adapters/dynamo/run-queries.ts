import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from './entry-item.ts';
import { Table, type TableQuery } from './table.ts';

export type { TableQuery } from './table.ts';

/** Queries under way at once for one request. */
const PARALLEL = 16;

/** Table.queryAll for those who have a client and a name. */
export function queryAll(client: DynamoDBDocumentClient, table: string, query: TableQuery): Promise<Item[]> {
  return new Table(client, table).queryAll(query);
}

/** Runs work for each value, some at a time; the answers in the order of the values. */
export async function inParallel<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < values.length; start += PARALLEL) {
    answers.push(...(await Promise.all(values.slice(start, start + PARALLEL).map(work))));
  }
  return answers;
}

/** A key condition: one partition, sort keys from `low` to `high`. */
export function between(pk: string, low: string, high: string): TableQuery {
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': pk, ':low': low, ':high': high },
  };
}

/** A key condition: one partition, or those of its sort keys that start with `begins`. */
export function ofPartition(pk: string, begins?: string): TableQuery {
  return {
    KeyConditionExpression: begins === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ...(begins === undefined ? {} : { ':sk': begins }) },
  };
}
