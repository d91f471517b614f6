import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { fetchRatesJob } from '../../../lambdas/jobs/fetch-rates.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const FEED = { url: 'https://a.test/rates.json?key=k', currencies: ['EUR'], holdAbovePercent: 10 };
const SOURCE = 'a.test';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A stage with a feed, on a clock that the test turns, with one entry of October and one of November. */
async function startStage(table: string, takesRates = true) {
  const usage = await startLedger(dynamo, table);
  await usage.record([
    usageEvent('october', { occurredAt: '2026-10-20T10:00:00Z' }),
    usageEvent('november', { occurredAt: '2026-11-20T10:00:00Z' }),
  ]);
  await usage.aggregate([aDay('2026-10-20'), aDay('2026-11-20')]);
  let now = Date.parse('2026-10-30T18:00:00Z');
  const clock = { now: () => now };
  const settings = (takesRates ? { rateFeed: FEED } : {}) as never;
  const api = startApi(dynamo, table, { settings, clock });
  const ledger = ledgerOn(dynamo.client(), table, api.ports.settings, clock);
  let answer = '';
  const kinds = {
    'fetch-rates': fetchRatesJob(ledger, () =>
      answer === ''
        ? Promise.reject(new Error('https://a.test/rates.json?… answers 503'))
        : Promise.resolve(answer),
    ),
  };
  return {
    api,
    at: (time: string) => {
      now = Date.parse(time);
    },
    /** Publishes a rate over the dollar, looks, and answers what the job found. */
    publish: async (text: string, accept?: readonly string[]) => {
      answer = text;
      const body = accept ? { accept } : undefined;
      const { status } = await api.call('POST /exchange-rates/fetch', { as: CALLERS.admin, body });
      expect(status).toBe(202);
      const id = api.started.shift() ?? '';
      const queue = api.ports.jobs.queue;
      await runJob({ jobs: api.ports.jobs.jobs, queue, clock }, kinds, id, Infinity, true);
      return (await api.ports.jobs.jobs.read(id))?.result;
    },
    read: async (request: string) => (await api.call(request, { as: CALLERS.reader })).body,
  };
}

const eur = (rate: string, date: string) => `{"base":"USD","date":"${date}","rates":{"EUR":${rate}}}`;

describe('exchange rates from a feed', () => {
  it('convert every read by the newest, with its day and source; what had been converted stays as it was', async () => {
    const { publish, at, read, api } = await startStage('rates-daily-read');
    expect((await api.call('/users/user-1?currency=EUR', { as: CALLERS.reader })).status).toBe(400);
    expect(await publish(eur('0.5', '2026-10-30'))).toEqual({ failed: null, kept: ['EUR'], refused: [] });
    const first = { currency: 'EUR', rate: '0.5', date: '2026-10-30', source: SOURCE };
    const october = await read('/users/user-1?period=2026-10&currency=EUR');
    expect(october['currency']).toEqual(first);
    at('2026-11-20T18:00:00Z');
    await publish(eur('0.52', '2026-11-20'));
    const second = { currency: 'EUR', rate: '0.52', date: '2026-11-20', source: SOURCE };
    expect((await read('/users/user-1?currency=EUR'))['currency']).toEqual(second);
    // The same question about a day has the same answer for ever.
    const again = await read('/users/user-1?period=2026-10&currency=EUR&rateDate=2026-10-31');
    expect([again['currency'], again['totalUsd']]).toEqual([first, october['totalUsd']]);
    expect(await read('/exchange-rates')).toMatchObject({
      rates: [second],
      feed: { url: 'https://a.test/rates.json', currencies: ['EUR'], holdAbovePercent: 10 },
      lastLook: { at: '2026-11-20T18:00:00.000Z', kept: ['EUR'], refused: [], failed: null },
    });
    expect(await read('/exchange-rates?on=2026-11-01')).toMatchObject({ rates: [first] });
  });

  it('bill a month that ended by its last rate, and cache nothing for long that converts by the newest', async () => {
    const { publish, at, api } = await startStage('rates-closed');
    await publish(eur('0.5', '2026-10-30'));
    at('2026-11-20T18:00:00Z');
    await publish(eur('0.52', '2026-11-20'));
    const statement = async (month: string) => {
      const request = `/reports/statement?userId=user-1&month=${month}&format=json&currency=EUR`;
      return (await api.call(request, { as: CALLERS.reader })).body['exchange'] as unknown as {
        rate: string;
      };
    };
    expect([(await statement('2026-10')).rate, (await statement('2026-11')).rate]).toEqual(['0.5', '0.52']);
    const cached = async (query: string) => {
      const request = `/summary/daily?from=2026-10-20&to=2026-10-20${query}`;
      return (await api.call(request, { as: CALLERS.reader })).headers['cache-control'];
    };
    expect(await cached('')).toContain('immutable');
    expect(await cached('&currency=EUR')).not.toContain('immutable');
    expect(await cached('&currency=EUR&rateDate=2026-10-31')).toContain('immutable');
  });

  it('keep the last rate where the feed is silent, broken, from the future or out of its mind, and say so', async () => {
    const { publish, at, read } = await startStage('rates-broken');
    await publish(eur('0.5', '2026-10-30'));
    at('2026-11-20T18:00:00Z');
    expect(await publish('')).toMatchObject({ failed: 'https://a.test/rates.json?… answers 503' });
    expect(await publish('<html>')).toMatchObject({
      failed: expect.stringContaining('holds no rates') as string,
    });
    expect(await publish(eur('0.5', '2026-11-21'))).toMatchObject({
      kept: [],
      refused: [{ currency: 'EUR' }],
    });
    expect(await publish(eur('50', '2026-11-20'))).toMatchObject({ kept: [], refused: [{ rate: '50' }] });
    expect((await read('/users/user-1?currency=EUR'))['currency']).toMatchObject({ date: '2026-10-30' });
    expect(await read('/exchange-rates')).toMatchObject({
      lastLook: {
        refused: [{ currency: 'EUR', reason: expect.stringContaining('more than 10 %') as string }],
      },
    });
    // A currency that really moved so far: an administrator says so.
    expect(await publish(eur('50', '2026-11-20'), ['EUR'])).toMatchObject({ kept: ['EUR'] });
    expect((await read('/users/user-1?currency=EUR'))['currency']).toMatchObject({ rate: '50' });
  });

  it('are for readers, looked for by administrators, and refused where the stage has no feed', async () => {
    const { api } = await startStage('rates-roles');
    const status = async (request: string, as: (typeof CALLERS)[keyof typeof CALLERS], body?: object) =>
      (await api.call(request, { as, body })).status;
    expect(await status('/exchange-rates', CALLERS.user)).toBe(403);
    expect(await status('POST /exchange-rates/fetch', CALLERS.reader)).toBe(403);
    expect(await status('POST /exchange-rates/fetch', CALLERS.admin, { accept: ['XAU'] })).toBe(400);
    expect(await status('/users/user-1?currency=EUR&rateDate=soon', CALLERS.reader)).toBe(400);
    const { api: without } = await startStage('rates-none', false);
    expect((await without.call('POST /exchange-rates/fetch')).status).toBe(409);
    expect((await without.call('/exchange-rates')).body).toMatchObject({
      rates: [],
      feed: null,
      lastLook: null,
    });
  });
});
