import { DynamoDBClient, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { PREFIX } from '../../contracts/table-layout.ts';

/** Where the ledger's table is. */
export interface LedgerTable {
  dynamodb: string;
  region: string;
  tableName: string;
}

/** The ids of all entries of the given days, straight from the table. */
export async function readEntryIds(
  { dynamodb, region, tableName }: LedgerTable,
  days: string[],
): Promise<string[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamodb, region, credentials });
  const ids: string[] = [];
  for (const day of days) {
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `${PREFIX.entry}${day}#0` } },
          ProjectionExpression: 'sk',
          ExclusiveStartKey,
        }),
      );
      for (const { sk } of page.Items ?? []) if (sk?.S !== undefined) ids.push(sk.S);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  client.destroy();
  return ids;
}
