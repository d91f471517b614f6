import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TTL_ATTRIBUTE } from '../../contracts/table-layout.ts';

/** The one call of the document client that this file needs; tables are not its business. */
type RawSender = { send(command: UpdateTimeToLiveCommand): Promise<unknown> };

/** Stops the table from deleting what has expired; a table that deletes nothing stays as it is. */
export async function stopExpiry(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const command = new UpdateTimeToLiveCommand({
    TableName: table,
    TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: false },
  });
  try {
    await (client as unknown as RawSender).send(command);
  } catch (error) {
    // DynamoDB's word for "is off already".
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
  }
}
