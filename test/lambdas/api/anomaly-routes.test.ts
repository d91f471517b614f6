import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import type { TestApi } from '../../support/api.ts';
import { ODD_DAY, startOddDay, TODAY } from '../../support/odd-day.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  api = await startOddDay(dynamo, 'anomalies');
});

afterAll(() => dynamo.stop());

describe('GET /anomalies', () => {
  interface Item {
    readonly dimension: string;
    readonly key: string;
    readonly day: string;
  }

  async function find(query: string): Promise<Item[]> {
    const { status, body } = await api.call(`/anomalies${query}`);
    expect(status).toBe(200);
    return (body as unknown as { items: Item[] }).items;
  }

  it('finds the planted day for its user and service, and says nothing of the steady ones', async () => {
    const found = await find('');
    const names = found.map(({ dimension, key, day }) => `${dimension} ${key} ${day}`);
    expect(names).toContain(`user odd ${ODD_DAY}`);
    expect(names).toContain(`service tts ${ODD_DAY}`);
    expect(names.filter((name) => name.includes('steady') || !name.endsWith(ODD_DAY))).toEqual([]);
  });

  it('looks at the days and the dimension that are asked for', async () => {
    expect(await find(`?from=2026-11-01&to=2026-11-16`)).toEqual([]);
    const users = await find(`?from=${ODD_DAY}&to=${ODD_DAY}&dimension=user`);
    expect(users).toMatchObject([{ dimension: 'user', key: 'odd', since: ODD_DAY, kind: 'spike' }]);
  });

  it('has no say about days that are not over', async () => {
    expect(await find(`?from=${TODAY}&to=${TODAY}`)).toEqual([]);
  });
});
