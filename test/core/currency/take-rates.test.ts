import { describe, expect, it } from 'vitest';
import { rateFeedSchema } from '../../../contracts/rate-feed.ts';
import { newestOfEach, parseRates, rateAnswer } from '../../../core/currency/currency.ts';
import { takeRates } from '../../../core/currency/take-rates.ts';
import { aDay } from '../../../testing/dates.ts';

const FEED = rateFeedSchema.parse({ url: 'https://www.ecb.europa.eu/daily.xml', currencies: ['EUR', 'GBP'] });
const NOW = Date.parse('2026-11-27T17:00:00Z');
const last = newestOfEach(
  parseRates(
    ['EUR', 'GBP'].map((currency) => ({ currency, rate: '0.8', date: aDay('2026-11-26'), source: 'x' })),
  ),
);
const published = (rates: Readonly<Record<string, string>>, date = '2026-11-27') =>
  Object.entries(rates).map(([currency, rate]) => ({ base: 'USD', currency, rate, date }));

describe('a look at the feed', () => {
  it('takes what is new, with its day and who published it', () => {
    const { fresh, refused } = takeRates(published({ EUR: '0.82', GBP: '0.75' }), FEED, last, NOW);
    expect(refused).toEqual([]);
    expect(fresh.map(rateAnswer)).toEqual([
      {
        currency: 'EUR',
        rate: '0.82',
        date: '2026-11-27',
        source: 'ECB euro foreign exchange reference rates',
      },
      {
        currency: 'GBP',
        rate: '0.75',
        date: '2026-11-27',
        source: 'ECB euro foreign exchange reference rates',
      },
    ]);
  });

  it.each([
    ['of the same day, even with another value', '2026-11-26'],
    ['of an earlier day', '2026-11-25'],
  ])('leaves what it has: a rate %s', (_name, date) => {
    const found = takeRates(published({ EUR: '0.81', GBP: '0.79' }, date), FEED, last, NOW);
    expect(found).toEqual({ fresh: [], refused: [] });
  });

  it.each([
    ['up', '0.8801'],
    ['down', '0.7272'],
    ['a thousand times', '800'],
  ])('refuses what moved by more than the stage allows, %s, and takes the others', (_name, rate) => {
    const { fresh, refused } = takeRates(published({ EUR: rate, GBP: '0.88' }), FEED, last, NOW);
    expect(fresh.map(({ currency }) => currency)).toEqual(['GBP']);
    const reason = 'it moves by more than 10 % from 0.8 of 2026-11-26';
    expect(refused).toEqual([{ currency: 'EUR', rate, date: '2026-11-27', reason }]);
    const accepted = takeRates(published({ EUR: rate, GBP: '0.88' }), FEED, last, NOW, ['EUR']);
    expect(accepted.fresh).toHaveLength(2);
  });

  it('refuses a day that has not come, accepted or not, and takes today', () => {
    const tomorrow = takeRates(published({ EUR: '0.8', GBP: '0.8' }, '2026-11-28'), FEED, last, NOW, ['EUR']);
    expect(tomorrow.fresh).toEqual([]);
    expect(tomorrow.refused[0]?.reason).toBe('its day 2026-11-28 has not come, today is 2026-11-27');
  });

  it('refuses a day that is none, and a currency that is missing, each by its name', () => {
    const { refused } = takeRates(published({ EUR: '0.8' }, 'yesterday'), FEED, last, NOW);
    expect(refused.map(({ currency, reason }) => [currency, reason])).toEqual([
      ['EUR', expect.stringContaining('yesterday')],
      ['GBP', expect.stringContaining('missing')],
    ]);
  });

  it('takes the first rate of a currency as it is', () => {
    expect(takeRates(published({ EUR: '800', GBP: '1' }), FEED, new Map(), NOW).fresh).toHaveLength(2);
  });
});
