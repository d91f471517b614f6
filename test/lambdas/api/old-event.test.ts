import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../core/time/ledger-time.ts';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, UNLIMITED } from '../../support/api.ts';
import { countReads } from '../../support/count-reads.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const TODAY = aDay('2026-11-20');
/** 400 days back: the oldest day that is taken. */
const OLDEST = addDays(TODAY, -400);
const SETTINGS = { timeZone: 'UTC', lanes: [], trackedTags: ['tier'], oldestDays: 400 };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

interface Reads {
  readonly calls: number;
  readonly units: number;
}

/** A page of these looks at 24 months or 100 days and no more: nothing says which of them hold one. */
const MOST_OF_A_PAGE = new Map([
  ['/alerts', 24],
  ['/quarantine', 100],
]);
/** Closed months are asked for one by one, in one request. */
const CLOSED_MONTHS = 34;

/** Reads of every GET route of a ledger, with this query. */
async function readsWith(table: string, query: string): Promise<Map<string, Reads>> {
  const client = dynamo.client();
  const reads = countReads(client);
  const api = startApi({ ...dynamo, client: () => client }, table, { settings: UNLIMITED });
  const counts = new Map<string, Reads>();
  for (const request of await requestsOf(api.ports)) {
    reads.reset();
    const { status } = await api.call(`${request}${query}`);
    if (status === 200) counts.set(request, { calls: reads.calls(), units: reads.units() });
  }
  return counts;
}

/** GET requests of every route that needs a token. */
async function requestsOf(ports: Parameters<typeof routesOf>[0]): Promise<string[]> {
  return (await routesOf(ports))
    .filter(({ method, access }) => method === 'GET' && access !== 'open')
    .map(({ path }) =>
      path
        .replace('{dimension}', 'user')
        .replace('{type}', 'episode')
        .replace('/users/{id}', '/users/user-1')
        .replace('{id}', 'ep-7'),
    );
}

/** Reads of every GET route, and of the gate with a lifetime budget, on a ledger of two days and these days more. */
async function readsOf(table: string, more: readonly string[]): Promise<Map<string, Reads>> {
  const ledger = await startLedger(dynamo, table, undefined, SETTINGS);
  const days = [addDays(TODAY, -1), TODAY, ...more.map(aDay)];
  await ledger.record(days.map((day) => usageEvent(`e-${day}`, { occurredAt: `${day}T10:00:00Z` })));
  await ledger.aggregate(days);
  const client = dynamo.client();
  const reads = countReads(client);
  const api = startApi({ ...dynamo, client: () => client }, table, { settings: UNLIMITED });
  const scope = { kind: 'user', id: 'user-1' };
  await api.call('POST /budgets', { body: { name: 'life', scope, period: 'lifetime', limitUsd: '100' } });
  const counts = new Map<string, Reads>();
  const requests = await requestsOf(api.ports);
  const read = async (request: string, body?: unknown) => {
    reads.reset();
    const { status } = await api.call(request, body === undefined ? {} : { body });
    expect({ request, failed: status >= 500 }).toEqual({ request, failed: false });
    counts.set(request, { calls: reads.calls(), units: reads.units() });
  };
  for (const request of requests) {
    const query = request === '/reports/statement' ? '?userId=user-1' : '';
    await read(`${request}${query}`);
    await read(`${request}${query === '' ? '?' : '&'}from=1970-01-01&to=2026-11-21`);
  }
  await read('/reports/export?format=csv');
  await read('/users?sort=cost');
  await read('POST /budgets/authorize', { userId: 'user-1', estimateUsd: '0.01' });
  await read('POST /budgets/check');
  return counts;
}

describe('one event at the oldest day that is taken', () => {
  it('leaves every read of a ledger of two days within twice its requests and read units, and the gate too', async () => {
    const before = await readsOf('young', []);
    const after = await readsOf('old', [OLDEST]);
    expect(before.size).toBeGreaterThan(60);
    expect([...before.values()].filter(({ units }) => units > 0).length).toBeGreaterThan(60);
    const worse = [...after].filter(([request, { calls, units }]) => {
      const young = before.get(request) ?? { calls: 0, units: 0 };
      return calls > 2 * young.calls || units > 2 * young.units;
    });
    expect(worse.map(([request, count]) => [request, before.get(request), count])).toEqual([]);
  });
});

describe('three years of a ledger that is empty', () => {
  it('take as many requests as a month of it, and no read unit for each day', async () => {
    await startLedger(dynamo, 'nothing', undefined, SETTINGS);
    const month = await readsWith('nothing', '?from=2026-10-21&to=2026-11-20');
    const years = await readsWith('nothing', '?from=2024-02-26&to=2026-11-20');
    expect(years.size).toBeGreaterThan(20);
    const worse = [...years].filter(([request, { calls, units }]) => {
      const short = month.get(request) ?? { calls: 0, units: 0 };
      const most = MOST_OF_A_PAGE.get(request) ?? short.calls;
      return calls > most || units > Math.max(most, short.units + CLOSED_MONTHS);
    });
    expect(worse.map(([request, count]) => [request, month.get(request), count])).toEqual([]);
  });
});
