import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TTL_ATTRIBUTE } from '../../contracts/table-layout.ts';

/** The one call of the document client that this file needs; tables are not its business. */
type RawSender = { send(command: UpdateTimeToLiveCommand): Promise<unknown> };

/**
 * What DynamoDB says where nothing is to be done, or nothing can be done within the hour: the caller asks again with
 * the next day's run. Source: the API reference of UpdateTimeToLive.
 */
const LEFT = /already disabled|modified multiple times within a fixed interval/;

/** Stops the table from deleting what has expired; a table that deletes nothing stays as it is. */
export async function stopExpiry(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const command = new UpdateTimeToLiveCommand({
    TableName: table,
    TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: false },
  });
  try {
    await (client as unknown as RawSender).send(command);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException' || !LEFT.test(error.message))
      throw error;
  }
}
