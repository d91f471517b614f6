import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { rateSource } from '../../../core/currency/rate-source.ts';
import { aDay } from '../../../testing/dates.ts';

const rates = (currency: string, ...dates: string[]) =>
  parseRates(dates.map((date) => ({ currency, rate: '0.5', date: aDay(date), source: 'x' })));
const kept = [...rates('EUR', '2026-11-02', '2026-11-20'), ...rates('JPY', '2026-11-20')];
const asked: string[] = [];
const store = {
  newest: (currency: string, on = aDay('9998-12-31')) => {
    asked.push(currency);
    return Promise.resolve(kept.findLast((rate) => rate.currency === currency && rate.date <= on));
  },
};
const source = rateSource(rates('GBP', '2026-11-01'), { currencies: ['EUR', 'JPY', 'TRY'] }, store);

describe('the rates of a stage', () => {
  it('are the newest of its constants and its feed, or those of a day', async () => {
    expect(await source.find('eur')).toMatchObject({ date: '2026-11-20' });
    expect(await source.find('EUR', aDay('2026-11-19'))).toMatchObject({ date: '2026-11-02' });
    expect(await source.find('GBP')).toMatchObject({ date: '2026-11-01' });
    const newer = rateSource(rates('EUR', '2026-11-21'), { currencies: ['EUR'] }, store);
    expect(await newer.find('EUR')).toMatchObject({ date: '2026-11-21' });
  });

  it('are the first there is, with its day, where a day is before all', async () => {
    expect(await source.find('GBP', aDay('2026-01-01'))).toMatchObject({ date: '2026-11-01' });
  });

  it('read the table for a currency of the feed alone', async () => {
    asked.length = 0;
    await source.find('USD');
    await source.find('GBP');
    expect(asked).toEqual([]);
    await source.find('JPY');
    expect(asked).toEqual(['JPY']);
    expect((await source.all()).map(({ currency }) => currency)).toEqual(['GBP', 'EUR', 'JPY']);
  });

  it('say of a currency that is none of them which there are, and of one that has not come where to look', async () => {
    await expect(source.find('XAU')).rejects.toThrow('use one of EUR, GBP, JPY, TRY, USD');
    await expect(source.find('TRY')).rejects.toThrow('GET /exchange-rates');
  });
});
