import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const ALIAS = { provider: 'OpenAI', model: 'gpt-4o-minni', as: 'gpt-4o-mini' };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function startStage(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([usageEvent('a', { model: 'gpt-4o-minni', usage: { input_tokens: 1_000_000 } })]);
  await usage.aggregate([DAY]);
  const api = startApi(dynamo, table);
  return {
    api,
    post: (body: object, as: object = CALLERS.admin) =>
      api.call('POST /prices/aliases', { as: as as typeof CALLERS.admin, body }),
    quote: async (model: string, at: string) => {
      const body = { provider: 'openai', model, usage: { input_tokens: 1_000_000 }, at };
      const { body: answer } = await api.call('POST /prices/quote', { as: CALLERS.admin, body });
      return [answer['status'], answer['costUsd'], answer['approximate']] as unknown[];
    },
    settle: async () => {
      const { jobs, queue } = api.ports.jobs;
      const kinds = priceJobs(ledgerOn(dynamo.client(), table, api.ports.settings), memoryWork());
      for (const id of api.started.splice(0))
        await runJob({ jobs, queue, clock: api.ports.clock }, kinds, id, Infinity, true);
      await usage.aggregate([DAY]);
    },
  };
}

describe('an alias by your own word', () => {
  it('prices the name as the model that it stands for, and settles what waited', async () => {
    const { api, post, quote, settle } = await startStage('alias');
    expect(await quote('gpt-4o-minni', '2026-11-20')).toEqual(['unpriced', '0', false]);
    const { status, body } = await post(ALIAS);
    expect([status, body]).toMatchObject([
      201,
      { provider: 'openai', model: 'gpt-4o-minni', as: 'gpt-4o-mini', from: null, to: null },
    ]);
    expect(await quote('gpt-4o-minni', '2026-11-20')).toEqual(['priced', '0.15', false]);
    await settle();
    const user = await api.call('GET /users/user-1', { as: CALLERS.admin });
    expect(user.body).toMatchObject({ totalUsd: '0.15' });
    expect((await api.call('GET /prices/unpriced', { as: CALLERS.reader })).body).toMatchObject({
      items: [],
    });
    const { body: listed } = await api.call('GET /prices/aliases', { as: CALLERS.reader });
    expect(listed['aliases']).toMatchObject([{ model: 'gpt-4o-minni', as: 'gpt-4o-mini' }]);
  });

  it('holds from its start to its end, and another may follow', async () => {
    const { post, quote } = await startStage('alias-dates');
    await post({ ...ALIAS, from: '2026-11-01', to: '2026-12-01' });
    await post({ ...ALIAS, as: 'gpt-4o', from: '2026-12-01' });
    const costs = ['2026-10-31', '2026-11-30', '2026-12-01'].map((at) => quote('gpt-4o-minni', at));
    expect(await Promise.all(costs)).toEqual([
      ['unpriced', '0', false],
      ['priced', '0.15', false],
      ['priced', '2.5', false],
    ]);
    const { status, body } = await post({ ...ALIAS, from: '2026-12-15' });
    expect([status, body['detail']]).toEqual([
      409,
      expect.stringMatching(/stands for gpt-4o from 2026-12-01/),
    ]);
  });

  it('takes another word from the same start in its place', async () => {
    const { post, quote } = await startStage('alias-again');
    await post(ALIAS);
    await post({ ...ALIAS, as: 'gpt-4o' });
    expect(await quote('gpt-4o-minni', '2026-11-20')).toEqual(['priced', '2.5', false]);
  });

  it('stands for a model that has prices, and for no name that has its own; admins say so', async () => {
    const { post } = await startStage('alias-wrong');
    expect((await post({ ...ALIAS, as: 'nobody' })).body).toMatchObject({ errors: [{ field: 'as' }] });
    expect((await post({ ...ALIAS, from: '2026-12-01', to: '2026-11-01' })).body).toMatchObject({
      errors: [{ field: 'to' }],
    });
    expect((await post({ ...ALIAS, model: 'gpt-4o' })).status).toBe(409);
    expect((await post(ALIAS, CALLERS.reader)).status).toBe(403);
  });
});
