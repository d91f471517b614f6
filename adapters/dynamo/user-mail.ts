import { textAttribute } from './document-client.ts';
import { NAME_ATTRIBUTES, nameKey } from './name-key.ts';
import type { Table } from './table.ts';

/** The mail address kept for a user; undefined when there is none. */
export async function userMail(table: Table, userId: string): Promise<string | undefined> {
  const key = nameKey({ kind: 'user', id: userId });
  const item = await table.get(key, { consistent: false });
  const mail: unknown = item?.[NAME_ATTRIBUTES.email];
  return mail === undefined ? undefined : textAttribute(mail);
}
