import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofPartition } from '../../../adapters/dynamo/run-queries.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { readSources } from '../../../scripts/check/read-sources.ts';

/** Files beside table.ts that send commands of their own, and why. */
const SENDERS: Readonly<Record<string, string>> = {
  'adapters/dynamo/wire-query.ts':
    'Table.placedPages: pages as they travel, which the document client cannot give',
  'adapters/dynamo/stop-expiry.ts': 'changes the table itself, no item of it',
};

describe('commands of DynamoDB', () => {
  it('are sent by the table alone', () => {
    const senders = readSources('adapters', 'core', 'lambdas')
      .filter(
        ({ text, packages }) =>
          /\bsendCall\(/.test(text) ||
          (/new \w+Command\(|\bTableName\b/.test(text) &&
            packages.some((name) => /^@aws-sdk\/(lib|client)-dynamodb$/.test(name))),
      )
      .map(({ path }) => path);
    expect(senders.sort()).toEqual(['adapters/dynamo/table.ts', ...Object.keys(SENDERS)].sort());
  });
});

const item = (sk: string, more: Record<string, unknown> = {}) => ({ pk: 'p', sk, ...more });
const sorted = (items: readonly Record<string, unknown>[]) => items.map(({ sk }) => sk);

describe('a table', () => {
  let dynamo: TestDynamo;
  let table: Table;
  beforeAll(async () => {
    dynamo = await startDynamo();
    await dynamo.createTable('table');
    table = new Table(dynamo.client(), 'table');
  });
  afterAll(() => dynamo.stop());

  it('puts what is absent and answers with what is there', async () => {
    expect(await table.putIfAbsent(item('a', { x: 'one' }))).toBeUndefined();
    expect(await table.putIfAbsent(item('a', { x: 'two' }))).toEqual(item('a', { x: 'one' }));
    expect(await table.get(item('a'))).toEqual(item('a', { x: 'one' }));
    expect(await table.get(item('none'))).toBeUndefined();
  });

  it('puts, updates and deletes on a condition, and says whether it held', async () => {
    const isOne = { ConditionExpression: 'x = :one', ExpressionAttributeValues: { ':one': 'one' } };
    expect(await table.putIf(item('b', { x: 'two' }), isOne)).toBe(false);
    await table.put(item('b', { x: 'one' }));
    expect(await table.putIf(item('b', { x: 'two' }), isOne)).toBe(true);
    const change = { ...isOne, UpdateExpression: 'SET y = :one', ReturnValues: 'ALL_NEW' as const };
    expect(await table.update(item('b'), change)).toEqual({ done: false, item: item('b', { x: 'two' }) });
    expect(await table.update(item('none'), change)).toEqual({ done: false, item: undefined });
    await table.put(item('b', { x: 'one' }));
    expect(await table.update(item('b'), change)).toEqual({
      done: true,
      item: item('b', { x: 'one', y: 'one' }),
    });
    await table.put(item('b', { x: 'two' }));
    expect(await table.delete(item('b'), isOne)).toBe(false);
    expect(await table.delete(item('b'))).toBe(true);
    expect(await table.get(item('b'))).toBeUndefined();
  });

  it('reads all pages, one page, and the table', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    await table.batchPut(names.map((sk) => ({ pk: 'many', sk })));
    expect(sorted(await table.queryAll({ ...ofPartition('many'), Limit: 7 }))).toEqual(names);
    expect(sorted(await table.queryAll(ofPartition('many', 'n5')))).toEqual(names.slice(50));
    const { items, next } = await table.page({ ...ofPartition('many'), Limit: 2 });
    expect([sorted(items), next?.['sk']]).toEqual([['n00', 'n01'], 'n01']);
    expect((await table.scanPage({ Limit: 3 })).items).toHaveLength(3);
    const keys = [...names.map((sk) => ({ pk: 'many', sk })), { pk: 'many', sk: 'none' }];
    expect(new Set(sorted(await table.batchGet(keys)))).toEqual(new Set(names));
  });

  it('writes all of a transaction or nothing', async () => {
    const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
    const put = (sk: string) => ({ Put: { Item: item(sk), ...absent } });
    expect(await table.transact([put('c'), put('d')])).toBeUndefined();
    expect(await table.transact([put('e'), put('d')])).toEqual(['None', 'ConditionalCheckFailed']);
    expect(await table.get(item('e'))).toBeUndefined();
  });
});
