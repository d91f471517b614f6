import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../adapters/dynamo/table.ts';
import { DynamoDaySumsStore, type StoredSum, daySumsKey } from '../../../adapters/dynamo/day-sums-store.ts';
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

const A_SUM: StoredSum = {
  of: { kind: 'user', id: 'a#"b' },
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
const OLD_SUM: StoredSum = {
  of: { kind: 'user', id: '-' },
  total: { cost: picoUsd(-5n), events: 1, unpriced: 0 },
};

describe('the sums of a day in one item', () => {
  it('come back as they were put, and not once they are dropped', async () => {
    const store = new DynamoDaySumsStore(table);
    const seen = await store.state('user', DAY);
    expect(
      await store.put('user', DAY, { version: 9n, sums: [A_SUM, OLD_SUM] }, { seen: seen, at: AT }),
    ).toBe(true);
    expect(await store.read('user', [DAY])).toEqual(
      new Map([[DAY, { version: 9n, sums: [A_SUM, OLD_SUM] }]]),
    );
    await store.drop('user', DAY, AT + 1);
    expect(await store.read('user', [DAY])).toEqual(new Map());
    expect(await store.put('user', DAY, { version: 9n, sums: [A_SUM] }, { seen: seen, at: AT + 2 })).toBe(
      false,
    );
    const now = await store.state('user', DAY);
    expect(now.droppedAt).toBe(AT + 1);
    expect(await store.put('user', DAY, { version: 9n, sums: [A_SUM] }, { seen: now, at: AT + 2 })).toBe(
      true,
    );
    // Dropped again by another function; this one would believe its own drop for a while.
    await new DynamoDaySumsStore(table).drop('user', DAY, AT + 3);
    expect(await store.put('user', DAY, { version: 9n, sums: [A_SUM] }, { seen: now, at: AT + 4 })).toBe(
      false,
    );
  });

  it('come back with the group of a resource, of its own kind alone', async () => {
    const day = aDay('2026-11-05');
    const store = new DynamoDaySumsStore(table);
    const total = { cost: picoUsd(7n), events: 1, unpriced: 0 };
    const of = { kind: 'resource', type: 'a/b', id: 'c#"d' } as const;
    const sums = [
      { of, group: { type: 'podcast', id: '1' }, total },
      { of, total },
    ];
    await store.put(
      'resource',
      day,
      { version: 2n, sums },
      { seen: await store.state('resource', day), at: AT },
    );
    expect(await store.read('resource', [day])).toEqual(new Map([[day, { version: 2n, sums }]]));
    expect(await store.read('group', [day])).toEqual(new Map());
    const groups = [{ of: { kind: 'group', type: 'podcast', id: '1' } as const, total }];
    const seen = await store.state('group', day);
    await store.put('group', day, { version: 2n, sums: groups }, { seen, at: AT });
    expect((await store.read('group', [day])).get(day)?.sums).toEqual(groups);
  });

  it('of a later shape, and damaged ones, are as if they were not there', async () => {
    const day = aDay('2026-11-07');
    const store = new DynamoDaySumsStore(table);
    await table.put({ ...daySumsKey('user', day), e: 'CS', sv: 2, v: 1n, b: new Uint8Array([1]) });
    expect(await store.read('user', [day])).toEqual(new Map());
    await table.put({ ...daySumsKey('user', day), e: 'CS', sv: 1, v: 1n, b: new Uint8Array([1]) });
    expect(await store.read('user', [day])).toEqual(new Map());
  });

  it('are left out where they are more than an item holds', async () => {
    const day = aDay('2026-11-08');
    const store = new DynamoDaySumsStore(table);
    const { uniform } = seededRandom(1);
    const many = (users: number) =>
      Array.from({ length: users }, () => ({
        ...A_SUM,
        of: { kind: 'user', id: uniform().toString(36).slice(2) } as const,
      }));
    const seen = await store.state('user', day);
    expect(await store.put('user', day, { version: 1n, sums: many(60_000) }, { seen: seen, at: AT })).toBe(
      false,
    );
    expect(await store.put('user', day, { version: 1n, sums: many(15_000) }, { seen: seen, at: AT })).toBe(
      true,
    );
  });
});
