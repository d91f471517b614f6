import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { settleUnpricedTask } from '../../../lambdas/tasks/settle-unpriced.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const DAY = aDay('2026-11-20');
const NIGHT = '2026-11-21T03:10:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function startNightly(api: TestApi, table: string): Promise<void> {
  const ledger = ledgerOn(dynamo.client(), table, api.ports.settings, api.ports.clock);
  const { queue } = api.ports.jobs;
  const { context } = taskOn(dynamo, table, api.ports.clock);
  await settleUnpricedTask({ ...context, ledger, queue })(NIGHT);
}

/** As a deployment with new price data would: the same entries under other prices. */
async function runUnder(api: TestApi, table: string, priceOverrides: object[]): Promise<void> {
  const settings = { ...api.ports.settings, priceOverrides: priceOverrides as never };
  const ports = { ...api.ports.jobs, clock: { now: () => Date.now() } };
  const kinds = priceJobs(ledgerOn(dynamo.client(), table, settings), memoryWork());
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Date.now() + 60_000, true);
}

describe('the daily settlement', () => {
  it('starts nothing while everything has a price', async () => {
    const ledger = await startLedger(dynamo, 'nightly-none');
    await ledger.record([usageEvent('a')]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, 'nightly-none');
    await startNightly(api, 'nightly-none');
    expect(api.started).toEqual([]);
  });

  it('settles what a deployed price fits, once, and budgets see it', async () => {
    const ledger = await startLedger(dynamo, 'nightly');
    await ledger.record([usageEvent('a', { model: 'house-model', usage: { input_tokens: 500 } })]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, 'nightly');
    const spent = async () => {
      const { monthly } = (await api.call('GET /budget/status', { as: CALLERS.admin })).body;
      return (monthly as unknown as { spentUsd: string }).spentUsd;
    };
    expect(await spent()).toBe('0');

    await startNightly(api, 'nightly');
    await startNightly(api, 'nightly');
    expect(new Set(api.started)).toEqual(new Set(['settle-2026-11-21']));
    const price = {
      provider: 'openai',
      model: 'house-model',
      unit: 'input_tokens',
      unitPriceUsd: '2',
      per: 1000,
    };
    await runUnder(api, 'nightly', [price]);
    const job = await api.call('GET /jobs/settle-2026-11-21', { as: CALLERS.reader });
    expect(job.body).toMatchObject({ status: 'done', result: { settled: 1, bookedUsd: '1' } });
    await ledger.aggregate([DAY]);
    expect(await spent()).toBe('1');

    await startNightly(api, 'nightly');
    expect(api.started).toEqual([]);
  });
});
