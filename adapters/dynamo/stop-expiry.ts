import { TTL_ATTRIBUTE } from '../../contracts/table-layout.ts';
import { sendCall, UpdateTimeToLiveCall, type DocumentClient } from './table-calls.ts';

/**
 * What DynamoDB says where nothing is to be done, or nothing can be done within the hour: the caller asks again with
 * the next day's run. Source: the API reference of UpdateTimeToLive.
 */
const LEFT = /already disabled|modified multiple times within a fixed interval/;

/** Stops the table from deleting what has expired; a table that deletes nothing stays as it is. */
export async function stopExpiry(client: DocumentClient, table: string): Promise<void> {
  const call = new UpdateTimeToLiveCall({
    TableName: table,
    TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: false },
  });
  try {
    await sendCall(client, call);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException' || !LEFT.test(error.message))
      throw error;
  }
}
