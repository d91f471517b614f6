import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = 'from=2026-11-20&to=2026-11-20';

let dynamo: TestDynamo;
let api: TestApi;

function event(userId: string, cents: number, more = {}) {
  return usageEvent(`of-${userId}`, {
    userId,
    model: 'of-its-own',
    reportedCostUsd: (cents / 100).toFixed(2),
    group: undefined,
    ...more,
  });
}

/** Sixty users, each a cent dearer than the next; two are called as the API calls what is no user. */
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'trend-names');
  await ledger.record([
    ...Array.from({ length: 58 }, (_, index) => event(`user-${index + 1}`, 100 - index)),
    event('(none)', 300, { group: { type: 'podcast', id: 'pod-1' } }),
    event('(rest)', 200),
  ]);
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'trend-names');
});
afterAll(() => dynamo.stop());

interface Point {
  readonly totalUsd: string;
  readonly by: Readonly<Record<string, string>>;
  readonly othersUsd?: string;
  readonly unnamedUsd?: string;
}

async function pointOf(query: string): Promise<Point | undefined> {
  const { status, body } = await api.call(`/trends?${DAY}&${query}`);
  expect(status).toBe(200);
  return (body as unknown as { points: Point[] }).points[0];
}

function named(names: readonly string[]): string {
  return `names=${encodeURIComponent(JSON.stringify(names))}`;
}

describe('GET /trends by name', () => {
  it('tells the fifty dearest, and the others together, apart from a user who is called so', async () => {
    const { by = {}, othersUsd, unnamedUsd } = (await pointOf('dimension=user')) ?? {};
    expect(Object.keys(by)).toHaveLength(50);
    expect(by).toMatchObject({ '(none)': '3', '(rest)': '2', 'user-48': '0.53' });
    // user-49 to user-58: 52 to 43 cents.
    expect([othersUsd, unnamedUsd]).toEqual(['4.75', undefined]);
  });

  it('tells just the names that are asked for, however little they cost', async () => {
    expect(await pointOf(`dimension=user&${named(['user-58', '(rest)', 'nobody'])}`)).toMatchObject({
      by: { 'user-58': '0.43', '(rest)': '2' },
      totalUsd: '46.47',
      othersUsd: '44.04',
    });
  });

  it('keeps what has no name apart', async () => {
    expect(await pointOf('dimension=group')).toMatchObject({
      by: { 'podcast/pod-1': '3' },
      unnamedUsd: '43.47',
    });
  });

  it('refuses what is no list of names, or too long a one', async () => {
    for (const names of ['names=user-1', 'names=[]', 'names=[1]', named(Array(51).fill('u') as string[])])
      expect((await api.call(`/trends?${DAY}&dimension=user&${names}`)).body).toMatchObject({
        status: 400,
        errors: [{ field: 'names', message: 'must be a JSON list of 1 to 50 names of the dimension' }],
      });
  });
});

describe('GET /breakdown by user', () => {
  it('has a user called (none) as one, and marks what has no name', async () => {
    const users = (await api.call(`/breakdown/user?${DAY}&limit=1`)).body as unknown as { items: object[] };
    expect(users.items).toMatchObject([{ key: '(none)', totalUsd: '3' }]);
    expect(users.items[0]).not.toHaveProperty('unnamed');
    expect((await api.call(`/breakdown/group?${DAY}`)).body).toMatchObject({
      items: [
        { key: '(none)', unnamed: true, totalUsd: '43.47' },
        { key: 'podcast/pod-1', totalUsd: '3' },
      ],
    });
  });
});

describe('a period in the place of from and to', () => {
  it.each(['/trends', '/breakdown/user', '/entries', '/summary/daily', '/unit-costs/group'])(
    'is read by %s',
    async (path) => {
      const [range, period] = await Promise.all([
        api.call(`${path}?${DAY}`),
        api.call(`${path}?period=2026-11-20`),
      ]);
      expect(period.status).toBe(200);
      expect({ ...period.body, asOf: '' }).toEqual({ ...range.body, asOf: '' });
    },
  );

  it('is taken by every route that has a range', async () => {
    const { body } = await api.call('/openapi.json');
    const { paths } = body as unknown as {
      paths: Record<string, { get?: { parameters?: { name: string }[] } }>;
    };
    const named = Object.entries(paths).flatMap(([path, { get }]) => {
      const names = get?.parameters?.map(({ name }) => name) ?? [];
      return names.includes('startDate') ? [{ path, period: names.includes('period') }] : [];
    });
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ period }) => !period)).toEqual([]);
  });
});
