import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  itemsInOrder,
  type Place,
  throughIndex,
  throughPartitions,
} from '../../../../adapters/dynamo/erasure/reach.ts';
import { Table } from '../../../../adapters/dynamo/table.ts';
import { startDynamo, type TestDynamo } from '../../../../testing/dynamo.ts';

let dynamo: TestDynamo;
let table: Table;
/** `<partition> <number>` of each item, in the order of the keys. */
const all: string[] = [];

beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('reach');
  table = new Table(dynamo.client(), 'reach');
  // Two partitions of more than a page of 1 MB, among small and empty ones.
  for (let part = 10; part < 50; part++) {
    const large = part === 20 || part === 31;
    if (part % 3 === 0) continue;
    for (let n = 0; n < (large ? 7 : 1); n++) {
      const filler = 'x'.repeat(large ? 300_000 : 1);
      await table.put({ pk: `P#${part}`, sk: String(n), dpk: `I#${part % 4}`, dsk: `${part}-${n}`, filler });
      all.push(`P#${part} ${n}`);
    }
  }
});
afterAll(() => dynamo.stop());

async function through(step: (after: Place | undefined) => ReturnType<typeof throughPartitions>) {
  const found: string[] = [];
  let most = 0;
  let after: Place | undefined;
  do {
    const { items, next } = await step(after);
    most = Math.max(most, items.length);
    found.push(...items.map(({ pk, sk }) => `${String(pk)} ${String(sk)}`));
    // As it is kept between two stretches.
    after = next && (JSON.parse(JSON.stringify(next)) as Place);
  } while (after);
  return { found, most };
}

describe('a reach', () => {
  it('goes through partitions in bounded steps and meets each item once, in any order of their names', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `P#${49 - i}`);
    const { found, most } = await through((after) => throughPartitions({ table }, names, after));
    expect(found).toEqual(all);
    expect(most).toBeLessThan(all.length);
  });

  it('goes through partitions of the index, and through none', async () => {
    const names = ['I#3', 'I#0', 'I#none', 'I#1', 'I#2'];
    const { found } = await through((after) => throughIndex({ table }, names, after));
    expect(found.toSorted()).toEqual(all.toSorted());
    expect(await throughIndex({ table }, [], undefined)).toEqual({ items: [], next: undefined });
  });

  it('reads items of keys in the order of the keys, each once', async () => {
    const keys = ['P#49', 'P#10', 'P#none', 'P#49'].map((pk) => ({ pk, sk: '0' }));
    expect((await itemsInOrder(table, keys)).map(({ pk }) => pk)).toEqual(['P#49', 'P#10']);
  });
});
