import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const EUR = { currency: 'EUR', rate: '0.5', date: aDay('2026-11-20'), source: 'a test' };
const OLD = { ...EUR, rate: '0.9', date: aDay('2025-01-01') };

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'currencies');
  await ledger.record([
    usageEvent('a'),
    usageEvent('b', { userId: 'user-2', tags: { tier: 't', usd: '8' } }),
  ]);
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'currencies', { settings: { exchangeRates: [OLD, EUR] } });
});

afterAll(() => dynamo.stop());

const as = CALLERS.reader;

/** Every decimal of an answer, by its path. */
function decimals(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => decimals(item, `${path}/${name}`));
}

describe('reads in another currency', () => {
  it.each([
    '/entries',
    '/entries/a?occurredAt=2026-11-20',
    '/resources/episode/ep-7',
    '/resources',
    '/groups/podcast/pod-1',
    '/groups',
    '/users/user-1',
    '/users',
    '/me',
    '/summary/daily',
    '/summary/weekly',
    '/summary/monthly',
    '/breakdown/model',
    '/trends',
    '/budget/status',
  ])('%s', async (read) => {
    const usd = await api.call(read, { as });
    const eur = await api.call(`${read}${read.includes('?') ? '&' : '?'}currency=EUR`, { as });
    const { currency, ...body } = eur.body as Record<string, unknown>;
    expect(currency).toEqual(EUR);
    expect(eur.headers['etag']).not.toBe(usd.headers['etag']);
    const converted = new Map(decimals(body));
    const before = decimals(usd.body);
    // Parts of usage come in any order.
    expect([...converted.keys()].toSorted()).toEqual(before.map(([path]) => path).toSorted());
    const money = /Usd$|\/breakdown\/|\/by\/|\/by(Provider|Service|Model)\//;
    for (const [path, amount] of before) {
      const factor = money.test(path) ? 0.5 : 1;
      expect([path, Number(converted.get(path))]).toEqual([
        path,
        expect.closeTo(Number(amount) * factor, 12),
      ]);
    }
  });

  it('know USD, take codes in any case, and refuse what has no rate', async () => {
    expect((await api.call('/users/user-1?currency=usd', { as })).body).not.toHaveProperty('currency');
    expect((await api.call('/users/user-1?currency=eur', { as })).body).toMatchObject({ currency: EUR });
    const unknown = await api.call('/users/user-1?currency=XYZ', { as });
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ field: 'currency' }] } });
    expect(unknown.text).toContain('EUR, USD');
  });
});
