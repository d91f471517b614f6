import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoServiceKeyStore } from '../../../adapters/dynamo/service-key-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { secretHash, type ServiceKey } from '../../../core/access/service-key.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const KEY: ServiceKey = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  name: 'podcasts on Vercel',
  scopes: ['record', 'read'],
  createdAt: 1,
  createdBy: 'admin-1',
  expiresAt: 2,
  hash: secretHash('a'),
};

describe('keys in the table', () => {
  it('are read as they were added, replaced only as they were seen, and deleted once', async () => {
    await dynamo.createTable('keys');
    const store = new DynamoServiceKeyStore(new Table(dynamo.client(), 'keys'));
    expect(await store.read(KEY.id)).toBeUndefined();
    await store.add(KEY);
    expect(await store.list()).toEqual([KEY]);
    const rotated = { ...KEY, hash: secretHash('b'), previous: { hash: KEY.hash, until: 5 } };
    expect(await store.replace(rotated, KEY)).toBe(true);
    expect(await store.replace({ ...rotated, hash: secretHash('c') }, KEY)).toBe(false);
    expect(await store.read(KEY.id)).toEqual(rotated);
    expect([await store.delete(KEY.id), await store.delete(KEY.id)]).toEqual([true, false]);
    expect(await store.list()).toEqual([]);
  });
});
