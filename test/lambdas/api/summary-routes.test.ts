import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const ODD = { type: 'epi sode', id: 'ep/8#x%23' };
const ODD_QUERY = new URLSearchParams(ODD).toString();
let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'totals');
  await ledger.record([
    usageEvent('e1'),
    usageEvent('e2', { occurredAt: '2026-11-19T09:00:00Z' }),
    usageEvent('e3', {
      userId: undefined,
      resource: undefined,
      group: undefined,
      operation: undefined,
      tags: {},
    }),
    usageEvent('e4', { userId: 'user-2', resource: ODD, model: 'gpt-4o', tags: { tier: 'tier1' } }),
    usageEvent('e5', { model: 'nobody-knows-it', reportedCostUsd: '0.5', group: undefined }),
    usageEvent('e6', { model: 'nobody-knows-it', provider: 'nobody' }),
    usageEvent('e7', { occurredAt: '2026-10-31T23:59:59.999Z', group: { type: 'podcast', id: 'pod-2' } }),
    usageEvent('e8', {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      userId: 'user/3',
      resource: { type: 'episode', id: 'ep-9' },
    }),
  ]);
  await ledger.aggregate([aDay('2026-10-31'), aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'totals');
});

afterAll(() => dynamo.stop());

async function get<T>(path: string): Promise<T> {
  const { status, body } = await api.call(path);
  expect(status).toBe(200);
  return body as unknown as T;
}

interface Line {
  readonly totalUsd: string;
  readonly events: number;
}

/** The exact sum of amounts, as the API writes it. */
function sumAmounts(amounts: readonly string[]): string {
  return formatDecimal(amounts.reduce((sum, amount) => sum + parseDecimal(amount), 0n));
}

const sumOfLines = (lines: readonly Line[]) => sumAmounts(lines.map(({ totalUsd }) => totalUsd));

describe('totals', () => {
  const range = 'from=2026-10-31&to=2026-11-20';
  let total: string;

  beforeAll(async () => {
    const { entries } = await get<{ entries: { costUsd: string }[] }>('/entries?limit=200');
    total = sumAmounts(entries.map(({ costUsd }) => costUsd));
  });

  it('of users and of days are those of the entries, to the last digit', async () => {
    expect(sumOfLines((await get<{ users: Line[] }>('/users')).users)).toBe(total);
    expect(sumOfLines((await get<{ days: Line[] }>(`/summary/daily?${range}`)).days)).toBe(total);
  });

  const dimensions = ['provider', 'service', 'model', 'operation', 'user', 'group', 'resource', 'tag:tier'];

  it.each(dimensions)('by %s are those of the entries, to the last digit', async (dimension) => {
    const { items, totalUsd } = await get<{ items: Line[]; totalUsd: string }>(`/breakdown/${dimension}`);
    expect(totalUsd).toBe(total);
    expect(sumOfLines(items)).toBe(total);
    expect(items.reduce((sum, { events }) => sum + events, 0)).toBe(8);
  });

  it.each(dimensions)('over time by %s are those of the entries, to the last digit', async (dimension) => {
    const { points } = await get<{ points: (Line & { by: Record<string, string>; unnamedUsd?: string })[] }>(
      `/trends?${range}&dimension=${dimension}`,
    );
    expect(points).toHaveLength(21);
    expect(sumOfLines(points)).toBe(total);
    for (const { totalUsd, by, unnamedUsd = '0' } of points)
      expect(sumAmounts([...Object.values(by), unnamedUsd])).toBe(totalUsd);
  });
});

describe('GET /resources/{type}/{id}', () => {
  it('is the receipt of its whole life', async () => {
    const receipt = await get<{ breakdown: Record<string, Record<string, string>>; totalUsd: string }>(
      '/resources/episode/ep-7',
    );
    expect(receipt).toMatchObject({
      resource: { type: 'episode', id: 'ep-7' },
      groups: [
        { type: 'podcast', id: 'pod-2' },
        { type: 'podcast', id: 'pod-1' },
      ],
      totalUsd: '0.501017',
      events: 5,
      unpricedEvents: 1,
      heldUsd: '0',
      budgets: [],
      usage: { input_tokens: '4000' },
      firstAt: '2026-10-31T23:59:59.999Z',
      updatedAt: '2026-11-20T12:00:00.000Z',
    });
    for (const part of Object.values(receipt.breakdown))
      expect(sumAmounts(Object.values(part))).toBe(receipt.totalUsd);
  });

  it('can be narrowed to days', async () => {
    expect(await get('/resources/episode/ep-7?from=2026-11-19&to=2026-11-19')).toMatchObject({
      events: 1,
      totalUsd: '0.000339',
    });
    expect(await get('/resources/episode/ep-7?to=2026-10-01')).toMatchObject({ events: 0, totalUsd: '0' });
  });

  it('takes odd ids in the query', async () => {
    expect(await get(`/resources?${ODD_QUERY}`)).toMatchObject({ resource: ODD, events: 1 });
    expect((await api.call('/resources?id=ep-7')).status).toBe(400);
  });

  it('is a zero where nothing was recorded', async () => {
    expect(await get('/resources/episode/none')).toMatchObject({
      totalUsd: '0',
      events: 0,
      breakdown: { provider: {}, service: {}, model: {} },
      firstAt: null,
      updatedAt: null,
    });
  });
});

describe('GET /resources', () => {
  it('lists the most expensive first, with names of all kinds', async () => {
    const { resources } = await get<{ resources: (Line & { id: string })[] }>('/resources?sort=cost');
    expect(resources.map(({ id }) => id)).toEqual(['ep-7', 'ep-9', ODD.id]);
    expect(resources[0]).toMatchObject({
      type: 'episode',
      totalUsd: '0.501017',
      events: 5,
      firstAt: '2026-10-31T23:59:59.999Z',
    });
  });

  it('can be narrowed to a type, a group, days and pages', async () => {
    expect(await get('/resources?type=episode')).toMatchObject({
      resources: [{ id: 'ep-7' }, { id: 'ep-9' }],
    });
    expect(await get('/resources?groupType=podcast&groupId=pod-2')).toMatchObject({
      resources: [{ id: 'ep-7', events: 1 }],
    });
    expect(await get('/resources?from=2026-11-19&to=2026-11-19')).toMatchObject({
      resources: [{ events: 1 }],
    });
    const first = await get<{ nextCursor: string }>('/resources?limit=2');
    expect(await get(`/resources?limit=2&cursor=${first.nextCursor}`)).toMatchObject({
      resources: [{ id: ODD.id }],
    });
  });
});

describe('GET /groups/{type}/{id}', () => {
  it('has the totals and the resources of the group', async () => {
    const group = await get<{ resources: Line[]; totalUsd: string }>('/groups/podcast/pod-1');
    expect(group).toMatchObject({ group: { type: 'podcast', id: 'pod-1' }, events: 5 });
    expect(sumOfLines(group.resources)).toBe(group.totalUsd);
    expect(await get('/groups?type=podcast&id=pod-1')).toMatchObject({ totalUsd: group.totalUsd });
    expect(await get('/groups/podcast/none')).toMatchObject({ totalUsd: '0', resources: [] });
  });

  it('is listed, the most expensive first', async () => {
    const { groups } = await get<{ groups: unknown[] }>('/groups');
    expect(groups).toMatchObject([
      { id: 'pod-1', events: 5 },
      { id: 'pod-2', events: 1 },
    ]);
    expect(await get('/groups?type=other')).toMatchObject({ groups: [] });
  });
});

describe('GET /users', () => {
  it('lists spenders of all time, a month or a day, the system among them', async () => {
    const { users } = await get<{ users: { userId: string }[] }>('/users?sort=cost');
    expect(users.map(({ userId }) => userId)).toEqual(['user-1', 'user/3', 'user-2', 'system']);
    expect(await get('/users?period=2026-10')).toMatchObject({
      users: [{ userId: 'user-1', events: 1 }],
      from: '2026-10-01',
    });
    expect(await get('/users?period=2026-11-19')).toMatchObject({ users: [{ events: 1 }] });
    expect(await get('/users?period=2026-09')).toMatchObject({ users: [] });
    expect((await api.call('/users?period=2026-13')).status).toBe(400);
  });

  it('shows one of them, whatever the id', async () => {
    expect(await get('/users/user-1?period=2026-11')).toMatchObject({ userId: 'user-1', events: 4 });
    expect(await get('/users?id=user%2F3')).toMatchObject({ userId: 'user/3', events: 1 });
    expect(await get('/users/system')).toMatchObject({ userId: 'system', events: 1, totalUsd: '0.000339' });
    expect(await get('/users/nobody')).toMatchObject({ totalUsd: '0', events: 0 });
  });
});

describe('GET /summary/daily', () => {
  it('lists every day of the range, zeros included', async () => {
    expect(await get('/summary/daily?from=2026-11-18&to=2026-11-20')).toMatchObject({
      days: [
        { date: '2026-11-18', totalUsd: '0', averagePerResourceUsd: '0', mostExpensiveResource: null },
        { date: '2026-11-19', events: 1, byProvider: { openai: '0.000339' }, byService: { llm: '0.000339' } },
        {
          date: '2026-11-20',
          events: 6,
          resources: 3,
          mostExpensiveResource: { id: 'ep-7', totalUsd: '0.500339' },
        },
      ],
    });
  });

  it('is thirty days long where no range is named, and never endless', async () => {
    expect((await get<{ days: Line[] }>('/summary/daily')).days).toHaveLength(30);
    expect((await api.call('/summary/daily?from=2020-01-01')).status).toBe(400);
  });
});

describe('GET /summary/monthly', () => {
  it('says what is left of the revenue of a month, and nothing of months without one', async () => {
    await api.call('POST /revenue', { body: { period: '2026-11', usd: '10' } });
    type Month = { month: string; totalUsd: string; revenueUsd: string | null; marginUsd: string | null };
    const { months } = await get<{ months: Month[] }>('/summary/monthly?from=2026-10-01&to=2026-11-20');
    const [october, november] = months;
    expect(october).toMatchObject({ month: '2026-10', revenueUsd: null, marginUsd: null });
    expect(november).toMatchObject({ month: '2026-11', revenueUsd: '10' });
    expect(sumAmounts([november?.totalUsd ?? '', november?.marginUsd ?? ''])).toBe('10');
  });
});

/** How the names of a breakdown are called. */
async function named(dimension: string) {
  const { items } = await get<{ items: { key: string; name?: string }[] }>(`/breakdown/${dimension}`);
  return Object.fromEntries(items.map(({ key, name }) => [key, name]));
}

describe('GET /breakdown/{dimension}', () => {
  it('names references, shares and what has no name', async () => {
    const { items } = await get<{ items: { key: string; share: string }[] }>('/breakdown/group');
    expect(items.map(({ key }) => key).sort()).toEqual(['(none)', 'podcast/pod-1', 'podcast/pod-2']);
    expect(items[0]).toMatchObject({ key: '(none)', unnamed: true, events: 2 });
    expect(await get('/breakdown/tag:tier')).toMatchObject({
      items: [{ key: 'tier2' }, { key: 'tier1' }, { key: '(none)' }],
    });
  });

  it('says how users and groups are called, the id without a name', async () => {
    await api.call('PUT /users/user-1', { body: { name: 'Ada' } });
    await api.call('PUT /groups/podcast/pod-1', { body: { name: 'Science' } });
    expect(await named('user')).toMatchObject({ 'user-1': 'Ada', system: undefined });
    expect(await named('group')).toEqual({
      '(none)': undefined,
      'podcast/pod-1': 'Science',
      'podcast/pod-2': undefined,
    });
  });

  it.each([
    ['userId=user-1', '0.501017'],
    ['user=system', '0.000339'],
    ['resourceType=episode&resourceId=ep-7', '0.501017'],
    ['resource=episode/ep-7', '0.501017'],
    ['groupType=podcast&groupId=pod-2', '0.000339'],
    ['group=podcast/pod-2', '0.000339'],
    ['tag=tier:tier1', '0.00565'],
  ])('takes one filter: %s', async (filter, totalUsd) => {
    const { items, ...rest } = await get<{
      items: { events: number | null; unpricedEvents: number | null }[];
    }>(`/breakdown/model?${filter}`);
    expect(rest).toMatchObject({ totalUsd });
    // Totals keep costs; what has no price is counted by its entries.
    const priced = items.filter(({ unpricedEvents }) => !unpricedEvents);
    expect(new Set(priced.map(({ events }) => events))).toEqual(new Set([null]));
  });

  it('splits a group by its resources', async () => {
    expect(await get('/breakdown/resource?group=podcast/pod-2')).toMatchObject({
      items: [{ key: 'episode/ep-7', events: 1 }],
    });
  });

  it.each([
    '/breakdown/colour',
    '/breakdown/tag:plan',
    '/breakdown/model?tag=plan:free',
    '/breakdown/model?tag=tier',
    '/breakdown/model?resource=episode',
    '/breakdown/model?groupId=pod-1',
    '/trends?interval=hour&from=2026-01-01',
    '/trends?interval=minute',
    '/trends?dimension=colour',
  ])('refuses %s', async (path) => {
    const { status, body } = await api.call(path);
    expect(status).toBe(400);
    expect(body).toHaveProperty('errors');
  });
});

describe('GET /trends', () => {
  it('comes by hour, from exact times too', async () => {
    const { points } = await get<{ points: Line[] }>(
      '/trends?interval=hour&from=2026-11-20&to=2026-11-20&dimension=provider',
    );
    expect(points).toHaveLength(24);
    expect(points[10]).toMatchObject({ at: '2026-11-20T10:00:00.000Z', period: '2026-11-20T10', events: 6 });
    const some = await get<{ points: Line[] }>(
      '/trends?interval=hour&from=2026-11-20T10:00:00Z&to=2026-11-20T12:00:00Z',
    );
    expect(some.points).toMatchObject([{ events: 6 }, { events: 0, totalUsd: '0' }]);
  });

  it('comes by week and by month', async () => {
    const weeks = await get('/trends?interval=week&from=2026-11-09&to=2026-11-20');
    expect(weeks).toMatchObject({
      points: [
        { period: '2026-W46', at: '2026-11-09T00:00:00.000Z', events: 0 },
        { period: '2026-W47', events: 7 },
      ],
    });
    const months = await get('/trends?interval=month&from=2026-10-01&to=2026-11-20&userId=user-1');
    expect(months).toMatchObject({
      points: [
        { period: '2026-10', events: 1 },
        { period: '2026-11', events: 4 },
      ],
    });
  });
});
