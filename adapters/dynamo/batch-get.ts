import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { Table } from './table.ts';

/** Table.batchGet for those who have a client and a name. */
export function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
  consistent = true,
): Promise<Item[]> {
  return new Table(client, table).batchGet(keys, { consistent });
}
