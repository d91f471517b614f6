import type { TableQuery } from './table.ts';

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
