import { ENTITY } from '../../contracts/table-layout.ts';
import { UnavailableError } from '../../core/errors.ts';
import {
  type Created,
  type NameChange,
  type NamedThing,
  ownerKey,
  type NameOwner,
  type NameRecord,
  type NameStore,
} from '../../core/names/name-record.ts';
import { jitteredPause } from '../clock/retry-delay.ts';
import { creatorItem, creatorKey, creatorPartition, thingOf } from './creator-item.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { unescapeKey } from './keys.ts';
import { NAME_ATTRIBUTES, nameKey, USER_NAMES_PARTITION, userNameKey } from './name-key.ts';
import { ofPartition } from './run-queries.ts';
import { readableItems } from './readable-items.ts';
import type { Action, Change, Table } from './table.ts';
import { wireQuery } from './total-queries.ts';

/** Tries before a creator that keeps changing is left to the caller. */
const MAX_TRIES = 8;

/** Creator marks taken away at the same time. */
const FORGOTTEN_AT_ONCE = 16;

/** Names in the table: one item for each user, resource or group that has one. */
export class DynamoNameStore implements NameStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(owners: readonly NameOwner[]): Promise<Map<string, NameRecord>> {
    const names = new Map(owners.map((owner) => [nameKey(owner).pk, owner]));
    const keys = [...names.values()].map(nameKey);
    const items = await this.#table.batchGet(keys);
    const records = readableItems(items, (item) => {
      const owner = names.get(textAttribute(item['pk']));
      return owner ? [[ownerKey(owner), nameRecord(item)] as const] : [];
    });
    return new Map(records.flat());
  }

  async change(owner: NameOwner, change: NameChange): Promise<NameRecord> {
    if (owner.kind !== 'user' && change.createdBy !== undefined) {
      await this.#moveCreator(owner, change);
    } else if (owner.kind === 'user' && change.name !== undefined) {
      const Update = { Key: { ...nameKey(owner) }, ...changeOf(change) };
      await this.#together(owner, [{ Update }, listing(owner, change.name)]);
    } else await this.#table.update(nameKey(owner), changeOf(change));
    return nameRecord((await this.#item(owner)) ?? {});
  }

  async created(userId: string, limit: number): Promise<Created> {
    const { items, next } = await this.#table.page({
      ...ofPartition(creatorPartition(userId)),
      Limit: limit,
    });
    return { things: items.map(thingOf), complete: next === undefined };
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
    } else await this.#table.delete(creatorKey(userId, thing));
  }

  /**
   * A creator and its place in the index by creator move in one transaction. Where another writer changed the
   * creator in between, it is read again: what moves depends on it. Throws UnavailableError when that does not end.
   */
  async #moveCreator(thing: NamedThing, change: NameChange): Promise<void> {
    await this.#untilTaken(`the creator of ${thing.type}/${thing.id}`, async () => {
      const item = await this.#item(thing);
      const seen = item?.[NAME_ATTRIBUTES.createdBy];
      const old = seen === undefined ? undefined : textAttribute(seen);
      const update = changeOf(change);
      const condition = old === undefined ? 'attribute_not_exists(cb)' : 'cb = :seen';
      const values = { ...update.ExpressionAttributeValues, ...(old === undefined ? {} : { ':seen': old }) };
      const Update = {
        Key: { ...nameKey(thing) },
        ...update,
        ConditionExpression: condition,
        ExpressionAttributeValues: values,
      };
      return [{ Update }, ...indexMoves(thing, old, change.createdBy ?? undefined)];
    });
  }

  #item(owner: NameOwner): Promise<Item | undefined> {
    return this.#table.get(nameKey(owner));
  }

  async erase(owner: NameOwner): Promise<void> {
    if (owner.kind === 'user') {
      await this.#together(owner, [{ Delete: { Key: { ...nameKey(owner) } } }, listing(owner, null)]);
    } else await this.#table.delete(nameKey(owner));
  }

  async userNames(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    const pages = this.#table.placedPages({
      ...wireQuery(ofPartition(USER_NAMES_PARTITION)),
      ProjectionExpression: `sk, ${NAME_ATTRIBUTES.name}`,
    });
    for await (const { items } of pages) {
      for (const { sk, [NAME_ATTRIBUTES.name]: name } of items) {
        if (sk?.S !== undefined && name?.S !== undefined) names.set(unescapeKey(sk.S), name.S);
      }
    }
    return names;
  }

  /** A user's record and the list of names change in one transaction, which another writer may be in the way of. */
  #together({ id }: NameOwner, actions: readonly Action[]): Promise<void> {
    return this.#untilTaken(`the name of user ${id}`, () => Promise.resolve(actions));
  }

  /** Makes the actions anew for each try, for other writers may change what they depend on. */
  async #untilTaken(what: string, make: () => Promise<readonly Action[]>): Promise<void> {
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      if ((await this.#table.transact([...(await make())])) === undefined) return;
      await jitteredPause(attempt);
    }
    throw new UnavailableError(`${what} keeps changing: try again`);
  }
}

/** What puts a user's name into the list of names, or takes it out. */
function listing(owner: NameOwner, name: string | null): Action {
  const Key = { ...userNameKey(owner) };
  if (name === null) return { Delete: { Key } };
  return { Put: { Item: { ...Key, e: ENTITY.userName, [NAME_ATTRIBUTES.name]: name } } };
}

function indexMoves(thing: NamedThing, old: string | undefined, next: string | undefined): Action[] {
  return [
    ...(old === undefined || old === next ? [] : [{ Delete: { Key: { ...creatorKey(old, thing) } } }]),
    ...(next === undefined ? [] : [{ Put: { Item: creatorItem(next, thing) } }]),
  ];
}

function changeOf(change: NameChange): Change {
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
    UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ExpressionAttributeValues: values,
  };
}

function nameRecord(item: Item): NameRecord {
  const text = (attribute: string) =>
    item[attribute] === undefined ? undefined : textAttribute(item[attribute]);
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
