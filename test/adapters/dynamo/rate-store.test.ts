import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const rate = (currency: string, date: string, value: string) => {
  const [parsed] = parseRates([{ currency, rate: value, date: aDay(date), source: 'a bank' }]);
  return parsed as NonNullable<typeof parsed>;
};

it('keeps a rate for each currency and day, for ever, and finds the newest one or that of a day', async () => {
  await dynamo.createTable('rates');
  const { exchangeRates } = ledgerOn(dynamo.client(), 'rates');
  expect(await exchangeRates.newest('EUR')).toBeUndefined();
  await exchangeRates.keep(rate('EUR', '2026-11-20', '0.86'));
  await exchangeRates.keep(rate('EUR', '2026-11-23', '0.87'));
  await exchangeRates.keep(rate('GBP', '2026-11-24', '0.75'));
  await exchangeRates.noteLook({ at: 5, kept: ['EUR'], refused: [], failed: null });
  // What was converted by it stays right.
  await exchangeRates.keep(rate('EUR', '2026-11-23', '0.99'));
  expect(await exchangeRates.newest('EUR')).toEqual(rate('EUR', '2026-11-23', '0.87'));
  expect(await exchangeRates.newest('EUR', aDay('2026-11-22'))).toEqual(rate('EUR', '2026-11-20', '0.86'));
  expect(await exchangeRates.newest('EUR', aDay('2026-11-19'))).toBeUndefined();
  expect(await exchangeRates.lastLook()).toEqual({ at: 5, kept: ['EUR'], refused: [], failed: null });
});
