import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../adapters/dynamo/table.ts';
import { DynamoUserSumsStore, type UserSum, userSumsKey } from '../../../adapters/dynamo/user-sums-store.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { seededRandom } from '../../../testing/random.ts';

const DAY = aDay('2026-11-06');
const AT = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
let table: Table;
beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('sums');
  table = new Table(dynamo.client(), 'sums');
});
afterAll(() => dynamo.stop());

const A_SUM: UserSum = {
  userId: 'a#"b',
  total: {
    cost: picoUsd(123_456_789_012_345_678_901n),
    events: 3,
    unpriced: 1,
    version: 4n,
    updatedAt: AT,
    failures: { cost: picoUsd(7n), events: 1, unpriced: 0, asked: 3 },
  },
};
/** Of a total from before versions and failures were kept. */
const OLD_SUM: UserSum = { userId: '-', total: { cost: picoUsd(-5n), events: 1, unpriced: 0 } };

describe('the sums of a day in one item', () => {
  it('come back as they were put, and not once they are dropped', async () => {
    const store = new DynamoUserSumsStore(table);
    const seen = await store.state(DAY);
    expect(await store.put(DAY, { version: 9n, sums: [A_SUM, OLD_SUM] }, seen, AT)).toBe(true);
    expect(await store.read([DAY])).toEqual(new Map([[DAY, { version: 9n, sums: [A_SUM, OLD_SUM] }]]));
    await store.drop(DAY, AT + 1);
    expect(await store.read([DAY])).toEqual(new Map());
    expect(await store.put(DAY, { version: 9n, sums: [A_SUM] }, seen, AT + 2)).toBe(false);
    const now = await store.state(DAY);
    expect(now.droppedAt).toBe(AT + 1);
    expect(await store.put(DAY, { version: 9n, sums: [A_SUM] }, now, AT + 2)).toBe(true);
    // Dropped again by another function; this one would believe its own drop for a while.
    await new DynamoUserSumsStore(table).drop(DAY, AT + 3);
    expect(await store.put(DAY, { version: 9n, sums: [A_SUM] }, now, AT + 4)).toBe(false);
  });

  it('of a later shape, and damaged ones, are as if they were not there', async () => {
    const day = aDay('2026-11-07');
    const store = new DynamoUserSumsStore(table);
    await table.put({ ...userSumsKey(day), e: 'CU', sv: 2, v: 1n, b: new Uint8Array([1]) });
    expect(await store.read([day])).toEqual(new Map());
    await table.put({ ...userSumsKey(day), e: 'CU', sv: 1, v: 1n, b: new Uint8Array([1]) });
    expect(await store.read([day])).toEqual(new Map());
  });

  it('are left out where they are more than an item holds', async () => {
    const day = aDay('2026-11-08');
    const store = new DynamoUserSumsStore(table);
    const { uniform } = seededRandom(1);
    const many = (users: number) =>
      Array.from({ length: users }, () => ({ ...A_SUM, userId: uniform().toString(36).slice(2) }));
    const seen = await store.state(day);
    expect(await store.put(day, { version: 1n, sums: many(60_000) }, seen, AT)).toBe(false);
    expect(await store.put(day, { version: 1n, sums: many(15_000) }, seen, AT)).toBe(true);
  });
});
