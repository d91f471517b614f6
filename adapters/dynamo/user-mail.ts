import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { textOf } from './document-client.ts';
import { NAME_ATTRIBUTES, nameKey } from './name-key.ts';
import { Table } from './table.ts';

/** The mail address kept for a user; undefined when there is none. */
export async function userMail(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
): Promise<string | undefined> {
  const key = nameKey({ kind: 'user', id: userId });
  const item = await new Table(client, table).get(key, { consistent: false });
  const mail: unknown = item?.[NAME_ATTRIBUTES.email];
  return mail === undefined ? undefined : textOf(mail);
}
