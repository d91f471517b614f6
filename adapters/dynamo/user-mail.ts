import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { textOf } from './document-client.ts';
import { NAME_ATTRIBUTES, nameKey } from './name-key.ts';

/** The mail address kept for a user; undefined when there is none. */
export async function userMail(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
): Promise<string | undefined> {
  const key = nameKey({ kind: 'user', id: userId });
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ...key } }));
  const mail: unknown = Item?.[NAME_ATTRIBUTES.email];
  return mail === undefined ? undefined : textOf(mail);
}
