import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type NameChange,
  nameOf,
  type NameOwner,
  type NameRecord,
  type NameStore,
} from '../../core/names/name-record.ts';
import { batchGet } from './batch-get.ts';
import { smallNumber, textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { NAME_ATTRIBUTES, nameKey } from './name-key.ts';

/** Entity tag of names. */
export const NAME_TAG = 'N';

/** Names in the table: one item for each user, resource or group that has one. */
export class DynamoNameStore implements NameStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(owners: readonly NameOwner[]): Promise<Map<string, NameRecord>> {
    const names = new Map(owners.map((owner) => [nameKey(owner).pk, owner]));
    const keys = [...names.values()].map(nameKey);
    const items = await batchGet(this.#client, this.#table, keys);
    return new Map(
      items.flatMap((item) => {
        const owner = names.get(textOf(item['pk']));
        return owner ? [[nameOf(owner), recordOf(item)] as const] : [];
      }),
    );
  }

  async change(owner: NameOwner, change: NameChange): Promise<NameRecord> {
    const sets = ['e = :e'];
    const removes: string[] = [];
    const values: Item = { ':e': NAME_TAG };
    for (const [field, attribute] of Object.entries(NAME_ATTRIBUTES)) {
      const value = change[field as keyof NameChange];
      if (value === null) removes.push(attribute);
      if (value === null || value === undefined) continue;
      sets.push(`${attribute} = :${attribute}`);
      values[`:${attribute}`] = typeof value === 'object' ? [value.type, value.id] : value;
    }
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { ...nameKey(owner) },
        UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
        ExpressionAttributeValues: values,
        ReturnValues: 'ALL_NEW',
      }),
    );
    return recordOf(Attributes ?? {});
  }

  async erase(owner: NameOwner): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { ...nameKey(owner) } }));
  }
}

function recordOf(item: Item): NameRecord {
  const text = (attribute: string) => (item[attribute] === undefined ? undefined : textOf(item[attribute]));
  const group = item[NAME_ATTRIBUTES.group] as [string, string] | undefined;
  return {
    name: text(NAME_ATTRIBUTES.name),
    email: text(NAME_ATTRIBUTES.email),
    createdBy: text(NAME_ATTRIBUTES.createdBy),
    group: group && { type: group[0], id: group[1] },
    deletedAt:
      item[NAME_ATTRIBUTES.deletedAt] === undefined
        ? undefined
        : smallNumber(item[NAME_ATTRIBUTES.deletedAt]),
  };
}
