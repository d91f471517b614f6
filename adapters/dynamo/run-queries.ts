import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item } from './entry-item.ts';
import { queryItems } from './mark-reader.ts';

/** Queries under way at once for one request. */
const PARALLEL = 16;

export type TableQuery = Omit<QueryCommandInput, 'TableName'>;

/** All items of a query, page after page, consistently read unless it says otherwise. */
export async function queryAll(
  client: DynamoDBDocumentClient,
  table: string,
  query: TableQuery,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of queryItems(client, { ...query, TableName: table })) items.push(item);
  return items;
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
