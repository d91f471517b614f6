import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAYS = [aDay('2026-10-31'), aDay('2026-11-19'), aDay('2026-11-20')] as const;

let dynamo: TestDynamo;
let api: TestApi;

function event(id: string, day: string, more: object) {
  return usageEvent(id, { occurredAt: `${day}T08:00:00Z`, model: 'nobody-knows-it', ...more });
}

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'revenue', { now: () => NOW });
  const group = { type: 'customer', id: 'c/1' };
  await ledger.record([
    event('a1', DAYS[1], { userId: 'ada', reportedCostUsd: '1.000000000001', group }),
    event('a2', DAYS[2], { userId: 'ada', reportedCostUsd: '2' }),
    event('a3', DAYS[0], { userId: 'ada', reportedCostUsd: '50' }),
    event('b1', DAYS[2], { userId: 'bob', reportedCostUsd: '7' }),
    event('c1', DAYS[2], { userId: 'cid', reportedCostUsd: '0.25' }),
    event('c2', DAYS[2], { userId: 'cid' }),
    event('s1', DAYS[2], { userId: undefined, reportedCostUsd: '0.5' }),
  ]);
  await ledger.aggregate(DAYS);
  api = startApi(dynamo, 'revenue', { clock: { now: () => NOW } });
});

afterAll(() => dynamo.stop());

async function post(body: object) {
  const { status, body: answer } = await api.call('POST /revenue', { body });
  return [status, answer];
}

async function read(path: string) {
  const { status, body } = await api.call(path, { as: CALLERS.reader });
  expect(status).toBe(200);
  return body as unknown as {
    items: { key: string; marginUsd: string }[];
    total: object;
    withoutRevenue: object;
    nextCursor?: string;
  };
}

describe('revenue', () => {
  it('of each user stands beside what the user cost in the period, exactly, the lowest margin first', async () => {
    expect(await post({ period: '2026-11', usd: '10', userId: 'ada' })).toEqual([
      200,
      { period: '2026-11', usd: '10', userId: 'ada' },
    ]);
    await post({ period: '2026-11', usd: '5', userId: 'bob' });
    await post({ period: '2026-11', usd: '99', userId: 'zoe' });
    await post({ period: '2026-11', usd: '3', userId: 'zoe' });
    await post({ period: '2026-10', usd: '60', userId: 'ada' });
    await api.call('PUT /users/bob', { body: { name: 'Bob' } });
    const margins = await read('/revenue/user');
    expect(margins).toMatchObject({
      dimension: 'user',
      period: '2026-11',
      from: '2026-11-01',
      to: '2026-11-30',
      items: [
        { key: 'bob', name: 'Bob', revenueUsd: '5', totalUsd: '7', marginUsd: '-2', unpricedEvents: 0 },
        { key: 'zoe', revenueUsd: '3', totalUsd: '0', marginUsd: '3', unpricedEvents: 0 },
        {
          key: 'ada',
          revenueUsd: '10',
          totalUsd: '3.000000000001',
          marginUsd: '6.999999999999',
          unpricedEvents: 0,
        },
      ],
      total: { revenueUsd: '18', totalUsd: '10.000000000001', marginUsd: '7.999999999999' },
      // Nobody said what cid brings in, nor the system: that is not 0.
      withoutRevenue: { count: 2, totalUsd: '0.75', unpricedEvents: 1 },
    });
    expect((await read('/revenue/user?period=2026-10')).items).toMatchObject([
      { key: 'ada', totalUsd: '50', marginUsd: '10' },
    ]);
    const first = await read('/revenue/user?limit=2');
    const next = await read(`/revenue/user?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...next.items]).toEqual(margins.items);
  });

  it('of a day, a week and all time is that of the entries of just these days', async () => {
    for (const period of ['2026-11-19', '2026-W47', 'lifetime'])
      await post({ period, usd: '9', userId: 'ada' });
    expect((await read('/revenue/user?period=2026-11-19')).items[0]?.marginUsd).toBe('7.999999999999');
    expect((await read('/revenue/user?period=2026-W47')).items[0]?.marginUsd).toBe('5.999999999999');
    expect((await read('/revenue/user?period=lifetime')).items[0]?.marginUsd).toBe('-44.000000000001');
  });

  it('is posted for groups and resources too, and apart from the organisation', async () => {
    await post({ period: '2026-11', usd: '4', group: { type: 'customer', id: 'c/1' } });
    expect((await read('/revenue/group')).items).toEqual([
      {
        key: 'customer/c/1',
        type: 'customer',
        id: 'c/1',
        revenueUsd: '4',
        totalUsd: '1.000000000001',
        marginUsd: '2.999999999999',
        unpricedEvents: 0,
      },
    ]);
    await post({ period: '2026-11', usd: '6', resource: { type: 'episode', id: 'ep-7' } });
    expect((await read('/revenue/resource')).items).toMatchObject([{ key: 'episode/ep-7', revenueUsd: '6' }]);
    const { months } = (await api.call('/summary/monthly?from=2026-11')).body as unknown as {
      months: { revenueUsd: string | null }[];
    };
    expect(months.map(({ revenueUsd }) => revenueUsd)).toEqual([null]);
  });

  it('says what it does not take', async () => {
    const refusals: [object, string][] = [
      [{ period: '2026-13', usd: '1', userId: 'ada' }, 'period'],
      [{ period: '2026-11', usd: '1', userId: 'ada', group: { type: 'a', id: 'b' } }, 'group'],
      [{ period: '2026-11', usd: '1', userId: '' }, 'userId'],
      [{ period: '2026-11', usd: '-1', userId: 'ada' }, 'usd'],
    ];
    for (const [body, field] of refusals)
      expect(await post(body)).toMatchObject([400, { errors: [{ field }] }]);
    const answers = ['/revenue/model', '/revenue/user?period=soon'].map((path) => api.call(path));
    expect(await Promise.all(answers)).toMatchObject([
      { status: 400, body: { errors: [{ field: 'dimension' }] } },
      { status: 400, body: { errors: [{ field: 'period' }] } },
    ]);
  });
});
