import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlacedPage, placedPages } from '../../../adapters/dynamo/wire-query.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const TableName = 'wire';
const query = {
  TableName,
  KeyConditionExpression: 'pk = :pk',
  // As they travel: the document client converts none of what this sends.
  ExpressionAttributeValues: { ':pk': { S: 'p' } },
};

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable(TableName);
  for (const sk of ['a', 'b', 'c', 'd', 'e'])
    await dynamo.client().send(new PutCommand({ TableName, Item: { pk: 'p', sk, n: 7, odd: sk !== 'b' } }));
});
afterAll(() => dynamo.stop());

async function pagesOf(more: object = {}) {
  const pages: PlacedPage[] = [];
  for await (const page of placedPages(dynamo.client(), { ...query, ...more })) pages.push(page);
  return pages;
}

describe('pages of a query as they travel', () => {
  it('have items as the table sends them, and say behind which key the next begins', async () => {
    const pages = await pagesOf({ Limit: 2 });
    expect(pages.map(({ items }) => items.map((item) => item['sk']))).toEqual([
      [{ S: 'a' }, { S: 'b' }],
      [{ S: 'c' }, { S: 'd' }],
      [{ S: 'e' }],
    ]);
    expect(pages.map(({ next }) => next?.['sk'])).toEqual([{ S: 'b' }, { S: 'd' }, undefined]);
    expect(pages[0]?.items[0]).toEqual({
      pk: { S: 'p' },
      sk: { S: 'a' },
      n: { N: '7' },
      odd: { BOOL: true },
    });
  });

  it('count what a filter left out as looked at', async () => {
    const odd = { ':pk': { S: 'p' }, ':yes': { BOOL: true } };
    const [page] = await pagesOf({ FilterExpression: 'odd = :yes', ExpressionAttributeValues: odd });
    expect([page?.items.length, page?.looked, page?.next]).toEqual([4, 5, undefined]);
  });

  it('reject as the client does when the table refuses', async () => {
    await expect(pagesOf({ TableName: 'none' })).rejects.toThrow('resource not found');
  });
});
