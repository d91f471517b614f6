import { KEY_SCOPES, type KeyScope } from '../../contracts/key-scopes.ts';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { ServiceKey, ServiceKeyStore } from '../../core/access/service-key.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

const PARTITION = PREFIX.serviceKey;

/** Keys in the table: one collection, a few of them; the secret's hash is kept, never the secret. */
export class DynamoServiceKeyStore implements ServiceKeyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(): Promise<ServiceKey[]> {
    return readableItems(await this.#table.queryAll(ofPartition(PARTITION)), keyOfItem);
  }

  async read(id: string): Promise<ServiceKey | undefined> {
    const item = await this.#table.get({ pk: PARTITION, sk: id });
    return item && keyOfItem(item);
  }

  async add(key: ServiceKey): Promise<void> {
    await this.#table.putIfAbsent(serviceKeyItem(key));
  }

  replace(key: ServiceKey, seen: ServiceKey): Promise<boolean> {
    return this.#table.putIf(serviceKeyItem(key), {
      ConditionExpression: 'h = :seen',
      ExpressionAttributeValues: { ':seen': seen.hash },
    });
  }

  delete(id: string): Promise<boolean> {
    return this.#table.delete({ pk: PARTITION, sk: id }, { ConditionExpression: 'attribute_exists(pk)' });
  }
}

function serviceKeyItem({ id, name, scopes, createdAt, createdBy, expiresAt, hash, previous }: ServiceKey) {
  return {
    pk: PARTITION,
    sk: id,
    e: ENTITY.serviceKey,
    nm: name,
    sc: scopes.join(' '),
    at: createdAt,
    by: createdBy,
    ex: expiresAt,
    h: hash,
    ...(previous && { ph: previous.hash, pu: previous.until }),
  };
}

function keyOfItem(item: Item): ServiceKey {
  const scopes = textAttribute(item['sc']).split(' ');
  return {
    id: textAttribute(item['sk']),
    name: textAttribute(item['nm']),
    scopes: KEY_SCOPES.filter((scope: KeyScope) => scopes.includes(scope)),
    createdAt: smallNumber(item['at']),
    createdBy: textAttribute(item['by']),
    expiresAt: smallNumber(item['ex']),
    hash: textAttribute(item['h']),
    ...(item['ph'] !== undefined && {
      previous: { hash: textAttribute(item['ph']), until: smallNumber(item['pu']) },
    }),
  };
}
