import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import { UnavailableError } from '../../core/errors.ts';
import {
  type Created,
  type NameChange,
  type NamedThing,
  nameOf,
  type NameOwner,
  type NameRecord,
  type NameStore,
} from '../../core/names/name-record.ts';
import { jitteredPause } from '../clock/jittered-pause.ts';
import { batchGet } from './batch-get.ts';
import { creatorItem, creatorKey, creatorPartition, thingOf } from './creator-item.ts';
import { smallNumber, textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { NAME_ATTRIBUTES, nameKey } from './name-key.ts';

/** Tries before a creator that keeps changing is left to the caller. */
const MAX_TRIES = 8;

/** Creator marks taken away at the same time. */
const FORGOTTEN_AT_ONCE = 16;

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
    if (owner.kind !== 'user' && change.createdBy !== undefined) {
      await this.#moveCreator(owner, change);
    } else await this.#client.send(new UpdateCommand(this.#update(owner, change)));
    return recordOf((await this.#item(owner)) ?? {});
  }

  async created(userId: string, limit: number): Promise<Created> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        ConsistentRead: true,
        Limit: limit,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': creatorPartition(userId) },
      }),
    );
    return { things: Items.map(thingOf), complete: LastEvaluatedKey === undefined };
  }

  async forgetCreator(userId: string): Promise<void> {
    for (;;) {
      const { things } = await this.created(userId, FORGOTTEN_AT_ONCE);
      if (things.length === 0) return;
      await Promise.all(things.map((thing) => this.#forget(thing, userId)));
    }
  }

  /** Takes the mark away where it still names the user; an index item without its mark goes too. */
  async #forget(thing: NamedThing, userId: string): Promise<void> {
    const record = await this.#item(thing);
    if (record?.[NAME_ATTRIBUTES.createdBy] === userId) {
      await this.#moveCreator(thing, { createdBy: null });
    } else {
      const Key = { ...creatorKey(userId, thing) };
      await this.#client.send(new DeleteCommand({ TableName: this.#table, Key }));
    }
  }

  /**
   * A creator and its place in the index by creator move in one transaction. Tries again where somebody else
   * changed the creator in between. Throws UnavailableError when that does not end.
   */
  async #moveCreator(thing: NamedThing, change: NameChange): Promise<void> {
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      const item = await this.#item(thing);
      const seen = item?.[NAME_ATTRIBUTES.createdBy];
      const old = seen === undefined ? undefined : textOf(seen);
      const update = this.#update(thing, change);
      const condition = old === undefined ? 'attribute_not_exists(cb)' : 'cb = :seen';
      const values = { ...update.ExpressionAttributeValues, ...(old === undefined ? {} : { ':seen': old }) };
      const Update = { ...update, ConditionExpression: condition, ExpressionAttributeValues: values };
      const TransactItems = [{ Update }, ...this.#indexMoves(thing, old, change.createdBy ?? undefined)];
      try {
        await this.#client.send(new TransactWriteCommand({ TransactItems }));
        return;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
      await jitteredPause(attempt);
    }
    throw new UnavailableError(`the creator of ${thing.type}/${thing.id} keeps changing: try again`);
  }

  #indexMoves(thing: NamedThing, old: string | undefined, next: string | undefined) {
    const TableName = this.#table;
    return [
      ...(old === undefined || old === next
        ? []
        : [{ Delete: { TableName, Key: { ...creatorKey(old, thing) } } }]),
      ...(next === undefined ? [] : [{ Put: { TableName, Item: creatorItem(next, thing) } }]),
    ];
  }

  async #item(owner: NameOwner): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { ...nameKey(owner) }, ConsistentRead: true }),
    );
    return Item;
  }

  #update(owner: NameOwner, change: NameChange) {
    const sets = ['e = :e'];
    const removes: string[] = [];
    const values: Item = { ':e': ENTITY.name };
    for (const [field, attribute] of Object.entries(NAME_ATTRIBUTES)) {
      const value = change[field as keyof NameChange];
      if (value === null) removes.push(attribute);
      if (value === null || value === undefined) continue;
      sets.push(`${attribute} = :${attribute}`);
      values[`:${attribute}`] = typeof value === 'object' ? [value.type, value.id] : value;
    }
    return {
      TableName: this.#table,
      Key: { ...nameKey(owner) },
      UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
      ExpressionAttributeValues: values,
    };
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
