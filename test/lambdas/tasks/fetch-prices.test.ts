import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchPricesTask } from '../../../lambdas/tasks/fetch-prices.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { newPackKeys } from '../../../testing/price-packs.ts';
import { taskOn } from '../../support/task.ts';

const clock = { now: () => Date.parse('2026-11-21T12:00:00Z') };
const FEED = { urls: ['https://a.test/pack.json'], publicKey: newPackKeys().publicKey };
const AT = '2026-11-21T12:00:00Z';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function run(table: string, priceFeed: object | undefined) {
  await dynamo.createTable(table);
  const { context, ledger, started, metrics } = taskOn(dynamo, table, clock, { priceFeed });
  const task = fetchPricesTask(context);
  await task(AT);
  return { ledger, started, metrics, task };
}

it('a stage that takes packs looks once, whenever its schedule fires twice, and tells how old its prices are', async () => {
  const { ledger, started, metrics, task } = await run('fetch-hourly', FEED);
  await task(AT);
  expect(new Set(started)).toEqual(new Set([`fetch-prices-${AT}-0`]));
  expect(await ledger.jobs.read(started[0] ?? '')).toMatchObject({ kind: 'fetch-prices', status: 'running' });
  expect(metrics[0]).toMatch(/^PriceDataAgeHours \d+(\.\d)?$/);
});

it('the age is that of the pack in force', async () => {
  const { ledger, metrics, task } = await run('fetch-age', FEED);
  const pack = { version: 1, content: 'pack-1', publishedAt: '2026-11-18T06:00:00Z' };
  await ledger.packs.putInForce(pack, await ledger.packs.inForce());
  await task(AT);
  expect(metrics.slice(-2)).toEqual(['PriceDataAgeHours 78', 'PricePacksHeld 0']);
});

it('one that looks every minute looks three times in each', async () => {
  const { started } = await run('fetch-often', { ...FEED, everyMinutes: 1 });
  expect(started).toEqual([0, 20, 40].map((delay) => `fetch-prices-${AT}-${delay}`));
});

it('one that takes none does nothing', async () => {
  const { started, metrics } = await run('fetch-off', undefined);
  expect([started, metrics]).toEqual([[], []]);
});
