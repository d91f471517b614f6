import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { fetchRatesTask } from '../../../lambdas/tasks/fetch-rates.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-27T18:00:00Z';
const clock = { now: () => Date.parse(AT) };
const FEED = { url: 'https://a.test/rates.json', currencies: ['EUR', 'GBP'] };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function run(table: string, rateFeed: object | undefined) {
  await dynamo.createTable(table);
  const { context, ledger, started, metrics } = taskOn(dynamo, table, clock, { rateFeed });
  const task = fetchRatesTask(context);
  await task(AT);
  return { ledger, started, metrics, task };
}

it('a stage with a feed looks once, whenever its schedule fires twice, and tells the age of its oldest rate', async () => {
  const { ledger, started, metrics, task } = await run('rates-daily', FEED);
  await task(AT);
  expect(new Set(started)).toEqual(new Set([`fetch-rates-${AT}`]));
  expect(await ledger.jobs.read(started[0] ?? '')).toMatchObject({ kind: 'fetch-rates', status: 'running' });
  // Before the first look nothing is late.
  expect(metrics).toEqual([]);
  const [eur, gbp] = parseRates([
    { currency: 'EUR', rate: '0.86', date: aDay('2026-11-27'), source: 'x' },
    { currency: 'GBP', rate: '0.75', date: aDay('2026-11-18'), source: 'x' },
  ]);
  if (eur) await ledger.exchangeRates.keep(eur);
  await ledger.exchangeRates.noteLook({ at: clock.now(), kept: ['EUR'], refused: [], failed: null });
  await task(AT);
  expect(metrics.at(-1)).toMatch(/^ExchangeRateAgeDays 20\d{3}$/);
  if (gbp) await ledger.exchangeRates.keep(gbp);
  await task(AT);
  expect(metrics.at(-1)).toBe('ExchangeRateAgeDays 9');
});

it('one without a feed does nothing', async () => {
  const { started, metrics } = await run('rates-off', undefined);
  expect([started, metrics]).toEqual([[], []]);
});
