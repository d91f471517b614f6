import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PricePack } from '../../../contracts/price-pack.ts';
import { runJob } from '../../../core/jobs/job.ts';
import { sealPack } from '../../../core/price-packs/seal-pack.ts';
import { fetchPricesJob } from '../../../lambdas/jobs/fetch-prices.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { entryOf, newPackKeys, smallPack } from '../../../testing/price-packs.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const keys = newPackKeys();
const FEED = { urls: ['https://reader:secret@a.test/pack.json?key=k'], publicKey: keys.publicKey };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A stage that takes packs, with an hour of usage of two models of a maker that the deployment does not know. */
async function startStage(table: string, takesPacks = true) {
  const usage = await startLedger(dynamo, table);
  const facts = { provider: 'acme', usage: { input_tokens: 1_000_000 } };
  await usage.record(['large', 'small'].map((model) => usageEvent(model, { ...facts, model })));
  await usage.aggregate([DAY]);
  const settings = (takesPacks ? { priceFeed: FEED } : {}) as never;
  const api = startApi(dynamo, table, { settings });
  const ledger = ledgerOn(dynamo.client(), table, api.ports.settings, api.ports.clock);
  let served: PricePack = smallPack(1);
  const queue = api.ports.jobs.queue;
  const kinds = {
    ...priceJobs(ledger, memoryWork()),
    'fetch-prices': fetchPricesJob(ledger, queue, () => Promise.resolve(sealPack(served, keys.privateKey))),
  };
  const admin = (request: string) => api.call(request, { as: CALLERS.admin });
  return {
    admin,
    api,
    /** Publishes a pack and runs every job that is started by the look for it. */
    publish: async (pack: PricePack) => {
      served = pack;
      expect((await admin('POST /prices/packs/fetch')).status).toBe(202);
      for (let id = api.started.shift(); id !== undefined; id = api.started.shift())
        await runJob({ jobs: api.ports.jobs.jobs, queue, clock: api.ports.clock }, kinds, id, Infinity, true);
      await usage.aggregate([DAY]);
    },
    spent: async () => (await admin(`GET /users/user-1`)).body['totalUsd'] as unknown as string,
    cost: async (model: string) => {
      const body = { provider: 'acme', model, usage: { input_tokens: 1_000_000 }, at: '2026-11-20' };
      const { body: quote } = await api.call('POST /prices/quote', { as: CALLERS.admin, body });
      return [quote['status'], quote['costUsd']] as unknown[];
    },
  };
}

const dearer = smallPack(2, (models) => {
  models.push({ id: 'new', prices: [{ usd: { input_tokens: '1' } }] });
  entryOf(models, 'large').prices = [{ usd: { input_tokens: '4', output_tokens: '15' } }];
});

describe('price packs of a stage', () => {
  it('settle what waited exactly, and are shown with what they change', async () => {
    const { admin, publish, spent, api } = await startStage('packs-apply');
    expect(await spent()).toBe('0');
    await publish(smallPack(1));
    expect(await spent()).toBe('3.1');
    const { body } = await admin('GET /prices/packs');
    expect(body).toMatchObject({ current: 1, catalogueVersion: 'pack-1', priceDataAge: 6 });
    // Neither the key nor the password that its address holds.
    expect(body).toMatchObject({ feed: { urls: ['https://a.test/pack.json'] } });
    expect(body['packs']).toMatchObject([
      {
        version: 1,
        status: 'applied',
        changeCounts: { changed: 0 },
        canary: { days: 7, beforeUsd: '0', afterUsd: '0' },
      },
    ]);
    expect((await admin('GET /status')).body).toMatchObject({ unpriced: 0, priceDataAge: 6 });
    expect((await api.call('GET /prices/packs', { as: CALLERS.user })).status).toBe(403);
  });

  it('are applied and rolled back by one call each', async () => {
    const { admin, publish, cost } = await startStage('packs-click');
    await publish(smallPack(1));
    await publish(dearer);
    const { body } = await admin('GET /prices/packs');
    expect(body).toMatchObject({ current: 1 });
    const [newest] = body['packs'] as unknown as unknown[];
    expect(newest).toMatchObject({
      version: 2,
      status: 'held',
      additionsInForce: true,
      canary: { beforeUsd: '3.1', afterUsd: '4.1' },
    });
    expect([await cost('new'), await cost('large')]).toEqual([
      ['priced', '1'],
      ['priced', '3'],
    ]);
    expect((await admin('GET /status')).body).toMatchObject({ heldPricePacks: 1 });
    expect((await admin('GET /alerts')).body['alerts']).toMatchObject([
      {
        kind: 'prices',
        period: '2',
        threshold: 'held',
        reachedUsd: '4.1',
        limitUsd: '3.1',
        status: 'PENDING',
      },
    ]);
    const applied = await admin('POST /prices/packs/2/apply');
    expect((await admin('GET /status')).body).toMatchObject({ heldPricePacks: 0 });
    expect(applied.body).toMatchObject({
      version: 2,
      status: 'applied',
      current: 2,
      settleJobId: expect.any(String) as unknown,
    });
    expect(await cost('large')).toEqual(['priced', '4']);
    const back = await admin('POST /prices/packs/2/rollback');
    expect(back.body).toMatchObject({ version: 2, status: 'rolledBack', current: 1, settleJobId: null });
    expect([await cost('new'), await cost('large')]).toEqual([
      ['unpriced', '0'],
      ['priced', '3'],
    ]);
    expect((await admin('POST /prices/packs/2/rollback')).status).toBe(409);
  });

  it('are asked for by their number, of those that came, and by admins', async () => {
    const { admin, api } = await startStage('packs-wrong');
    expect((await admin('POST /prices/packs/7/apply')).status).toBe(404);
    expect((await admin('POST /prices/packs/newest/apply')).status).toBe(400);
    for (const what of ['fetch', '7/apply', '7/rollback'])
      expect((await api.call(`POST /prices/packs/${what}`, { as: CALLERS.reader })).status).toBe(403);
  });

  it('are refused with what to do where the stage takes none', async () => {
    const { admin } = await startStage('packs-off', false);
    expect((await admin('GET /prices/packs')).body).toMatchObject({ current: null, feed: null, packs: [] });
    const { status, body } = await admin('POST /prices/packs/fetch');
    expect([status, body['detail']]).toEqual([409, expect.stringMatching(/priceFeed/)]);
  });
});
