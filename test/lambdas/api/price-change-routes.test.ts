import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { priceOverrideSchema } from '../../../contracts/price-override.ts';
import { runJob } from '../../../core/jobs/job.ts';
import { overrideRow } from '../../../core/pricing/override.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { replayPriceJob } from '../../../lambdas/jobs/replay-price.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const PRICE = { provider: 'openai', unit: 'input_tokens', per: 1_000_000 };
const DAY = aDay('2026-11-20');
const million = { provider: 'openai', usage: { input_tokens: 1_000_000 } };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A stage with a day of usage: gpt-4o for 2.50 USD, gpt-4o-mini for 0.15, today. */
async function startStage(table: string, settings: object = {}) {
  const usage = await startLedger(dynamo, table);
  await usage.record([
    usageEvent('large', { ...million, model: 'gpt-4o' }),
    usageEvent('small', { ...million, model: 'gpt-4o-mini' }),
  ]);
  await usage.aggregate([DAY]);
  const api = startApi(dynamo, table, { settings });
  const { clock, jobs } = api.ports;
  const ledger = ledgerOn(dynamo.client(), table, api.ports.settings, clock);
  const kinds = {
    ...priceJobs(ledger, memoryWork()),
    'replay-price': replayPriceJob(ledger, jobs.queue),
  };
  const admin = (request: string, body?: object) => api.call(request, { as: CALLERS.admin, body });
  return {
    admin,
    api,
    send: (model: string, usd: string, more: object = {}) =>
      admin('POST /prices', {
        ...PRICE,
        model,
        unitPriceUsd: usd,
        ...more,
      }),
    /** Runs every job that was started. */
    run: async () => {
      for (let id = api.started.shift(); id !== undefined; id = api.started.shift())
        await runJob({ jobs: jobs.jobs, queue: jobs.queue, clock }, kinds, id, Infinity, true);
    },
    cost: async (model: string) =>
      (await admin('POST /prices/quote', { ...million, model, at: '2026-11-20T12:00:00Z' })).body[
        'costUsd'
      ] as unknown as string,
    changes: async () =>
      (await admin('GET /prices/changes')).body['changes'] as unknown as Record<string, unknown>[],
  };
}

const CANARY = { canary: true };

describe('a price of one’s own that asks for its replay', () => {
  it('does not count until the last seven days were priced by it, and then does by itself', async () => {
    const { send, run, cost, changes, admin } = await startStage('canary-small');
    const answer = await send('gpt-4o-mini', '0.2', CANARY);
    expect(answer).toMatchObject({ status: 202, body: { settleJobId: null, closed: null } });
    expect(await cost('gpt-4o-mini')).toBe('0.15');
    expect((await admin(`POST /prices/${String(answer.body['id'])}/apply`)).status).toBe(409);
    await run();
    expect(await cost('gpt-4o-mini')).toBe('0.2');
    expect(await changes()).toMatchObject([
      {
        id: answer.body['id'],
        status: 'applied',
        reason: 'the last 7 days move by no more than 5 %',
        canary: { days: 7, beforeUsd: '2.65', afterUsd: '2.7', models: [{ model: 'gpt-4o-mini' }] },
        holdAbovePercent: 5,
      },
    ]);
  });

  it('waits where it moves them too much: it counts when somebody applies it, and goes by one call', async () => {
    const { send, run, cost, changes, admin } = await startStage('canary-large');
    const { body } = await send('gpt-4o', '5', CANARY);
    const id = String(body['id']);
    await run();
    expect(await changes()).toMatchObject([
      {
        id,
        status: 'held',
        reason: 'the last 7 days move by more than 5 %, from 2.65 to 5.15 USD: gpt-4o 2.5 to 5 USD',
        canary: { beforeUsd: '2.65', afterUsd: '5.15' },
      },
    ]);
    expect(await cost('gpt-4o')).toBe('2.5');
    expect((await admin(`POST /prices/${id}/apply`)).body).toMatchObject({ id, status: 'applied' });
    expect(await cost('gpt-4o')).toBe('5');
    const rolledBack = (await admin(`POST /prices/${id}/rollback`)).body;
    const [listed] = await changes();
    expect(rolledBack).toMatchObject({ status: 'rolledBack', settleJobId: null, endsAt: listed?.['endsAt'] });
    expect(rolledBack['endsAt']).not.toBeNull();
    expect(await cost('gpt-4o')).toBe('2.5');
    // What it ended in between holds again, and the same call twice changes nothing.
    expect((await admin(`POST /prices/${id}/rollback`)).body).toMatchObject({ status: 'rolledBack' });
    expect((await admin(`POST /prices/${id}/apply`)).body).toMatchObject({ status: 'applied' });
    expect(await cost('gpt-4o')).toBe('5');
  });

  it('is replayed as if it had held in all seven days, also one that begins later, and one of a user', async () => {
    const { send, run, changes } = await startStage('canary-scope');
    await send('gpt-4o', '2.6', { ...CANARY, effectiveFrom: '2027-01-01' });
    await send('gpt-4o', '4', { ...CANARY, userId: 'nobody' });
    await send('gpt-4o', '4', { ...CANARY, userId: 'user-1' });
    await run();
    const found = await changes();
    const of = (price: object) =>
      found.find((change) => JSON.stringify(change['price']).includes(JSON.stringify(price).slice(1, -1)));
    expect(of({ unitPriceUsd: '2.6' })).toMatchObject({ status: 'applied', canary: { afterUsd: '2.75' } });
    expect(of({ userId: 'nobody' })).toMatchObject({ status: 'applied', canary: { afterUsd: '2.65' } });
    expect(of({ userId: 'user-1' })).toMatchObject({ status: 'held', canary: { afterUsd: '4.15' } });
  });

  it('is at once what had no price, what nobody asks to be replayed, and what is forced', async () => {
    const { send, changes } = await startStage('canary-none', { priceCanary: { holdAbovePercent: 1 } });
    expect((await send('house-model', '5')).status).toBe(201);
    expect((await send('gpt-4o', '5', { canary: false })).status).toBe(201);
    expect((await send('gpt-4o-mini', '0.3', { force: true })).status).toBe(201);
    expect((await send('gpt-4o-mini', '0.31', { effectiveFrom: '2026-11-25' })).status).toBe(202);
    const found = await changes();
    expect(found.map(({ status }) => status)).toEqual(['replaying', 'applied', 'applied', 'applied']);
    expect(found[0]).toMatchObject({ holdAbovePercent: 1 });
    const plain = await startStage('canary-off');
    expect((await plain.send('gpt-4o', '5')).status).toBe(201);
  });

  it('is left to whoever decided while it was replayed', async () => {
    const { send, run, changes, cost, admin } = await startStage('canary-meanwhile');
    const { body } = await send('gpt-4o-mini', '0.16', CANARY);
    expect((await admin(`POST /prices/${String(body['id'])}/rollback`)).status).toBe(200);
    await run();
    expect(await changes()).toMatchObject([{ status: 'rolledBack', canary: null }]);
    expect(await cost('gpt-4o-mini')).toBe('0.15');
  });

  it('is 404 where there is none, for admins alone, and rolls back one that was stored before there were records', async () => {
    const { admin, api, cost } = await startStage('canary-old');
    expect((await admin('POST /prices/none/rollback')).status).toBe(404);
    expect((await api.call('POST /prices/none/apply', { as: CALLERS.reader })).status).toBe(403);
    const { overrides } = api.ports;
    const row = overrideRow(
      priceOverrideSchema.parse({ ...PRICE, model: 'gpt-4o', unitPriceUsd: '5' }),
      Date.parse('2026-11-19'),
    );
    await overrides.save({ row, closed: undefined }, await overrides.version());
    expect(await cost('gpt-4o')).toBe('5');
    expect((await admin(`POST /prices/${row.id}/rollback`)).status).toBe(200);
    expect(await cost('gpt-4o')).toBe('2.5');
  });
});

describe('a price of one’s own with an end', () => {
  it('tells when it ended, as sent or by the price that followed it', async () => {
    const { send, changes } = await startStage('ended');
    const span = { effectiveFrom: '2026-09-01T00:00:00Z', effectiveTo: '2026-10-01T00:00:00Z' };
    await send('sent-with-an-end', '1', span);
    await send('followed', '1', { effectiveFrom: '2026-09-01T00:00:00Z' });
    await send('followed', '2', { effectiveFrom: '2026-11-01T00:00:00Z' });
    const ends = (await changes()).map(({ price, endsAt }) => [(price as { sku: string }).sku, endsAt]);
    expect(ends).toContainEqual(['sent-with-an-end', '2026-10-01T00:00:00.000Z']);
    expect(ends).toContainEqual(['followed', '2026-11-01T00:00:00.000Z']);
    expect(ends).toContainEqual(['followed', null]);
  });
});
