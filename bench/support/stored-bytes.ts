import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import {
  DAY_INDEX_ATTRIBUTES,
  DAY_INDEX_PARTITION_KEY,
  DAY_INDEX_SORT_KEY,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../contracts/table-layout.ts';
import { itemSize } from '../../testing/item-size.ts';

/** Beside its own bytes DynamoDB bills so many for each item of the table, and of an index. */
const ITEM_OVERHEAD = 100;

type Item = Record<string, unknown>;

/**
 * What events left in a table, bytes an event: entries, which retention ends, and what is kept for ever (totals, pages
 * of histories, their part of the index). What expires by itself after weeks, such as marks, is left out.
 */
export async function storedBytes(client: DynamoDBDocumentClient, table: string, events: number) {
  let [entries, kept] = [0, 0];
  let after: Item | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: table, ExclusiveStartKey: after }));
    for (const item of (page.Items ?? []) as Item[]) {
      const bytes = itemSize(item) + ITEM_OVERHEAD + indexBytes(item);
      if (String(item[PARTITION_KEY]).startsWith(PREFIX.entry)) entries += bytes;
      else if (item[TTL_ATTRIBUTE] === undefined) kept += bytes;
    }
    after = page.LastEvaluatedKey;
  } while (after);
  return { entryBytes: entries / events, keptBytes: kept / events };
}

function indexBytes(item: Item): number {
  if (item[DAY_INDEX_PARTITION_KEY] === undefined) return 0;
  const names = [
    PARTITION_KEY,
    SORT_KEY,
    DAY_INDEX_PARTITION_KEY,
    DAY_INDEX_SORT_KEY,
    ...DAY_INDEX_ATTRIBUTES,
  ];
  const projected = Object.fromEntries(names.map((name) => [name, item[name]]));
  return itemSize(projected) + ITEM_OVERHEAD;
}
