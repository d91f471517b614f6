import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Every item of a table, consistently read. */
export async function wholeTable(
  client: DynamoDBDocumentClient,
  TableName: string,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** Items with the text anywhere in them, keys and names of attributes included. */
export async function itemsHolding(
  client: DynamoDBDocumentClient,
  table: string,
  text: string,
): Promise<string[]> {
  const texts = (await wholeTable(client, table)).map((item) => JSON.stringify(item));
  return texts.filter((item) => item.includes(text));
}
