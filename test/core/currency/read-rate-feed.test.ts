import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { readPublishedRates } from '../../../core/currency/read-rate-feed.ts';

const EUR_TO_USD = { base: 'EUR', currency: 'USD', rate: '1.1614', date: '2026-06-03' };

describe('what a feed of exchange rates answers', () => {
  it.each([
    [
      "the ECB's XML, the newest day alone",
      `<?xml version="1.0"?><gesmes:Envelope><Cube>
       <Cube time='2026-06-02'><Cube currency='USD' rate='1.15'/></Cube>
       <Cube time='2026-06-03'>
         <Cube currency='USD' rate='1.1614'/>
       </Cube></Cube></gesmes:Envelope>`,
    ],
    ['base, date and rates', '{"amount":1.0,"base":"EUR","date":"2026-06-03","rates":{"USD":1.1614}}'],
    [
      'base_code and a time in seconds',
      '{"result":"success","time_last_update_unix":1780444801,"base_code":"EUR","rates":{"USD":1.1614}}',
    ],
    ['a timestamp in seconds', '{"timestamp":1780444801,"base":"EUR","rates":{"USD":1.1614}}'],
    ['rows of one pair each', '[{"date":"2026-06-03","base":"EUR","quote":"USD","rate":1.1614}]'],
  ])('is read as %s', (_name, text) => {
    expect(readPublishedRates(text)).toEqual([EUR_TO_USD]);
  });

  it('keeps each number as it was written: no digit is lost to a binary number', () => {
    const text =
      '{"base":"USD","date":"2026-06-03","rates":{"KWD":0.30650000000000001,"BTC":1.5e-5,"XAU":"no"}}';
    const texts = readPublishedRates(text).map(({ currency, rate }) => [currency, rate]);
    expect(texts).toEqual([
      ['KWD', '0.30650000000000001'],
      ['BTC', '1.5e-5'],
      ['XAU', 'no'],
    ]);
  });

  it.each([
    ['a page of a proxy', '<html><body>busy</body></html>'],
    ['an error of the API', '{"success":false,"error":{"code":101}}'],
    ['names that are no currencies', '{"base":"EUR","date":"2026-06-03","rates":{"dollars":1.1}}'],
    ['no day', '{"base":"EUR","rates":{"USD":1.1}}'],
    ['half of JSON', '{"base":"EUR",'],
    ['a number', '5'],
    ['nothing', ''],
    ['what is nested too deep', '['.repeat(100_000)],
  ])('is refused with a sentence: %s', (_name, text) => {
    expect(() => readPublishedRates(text)).toThrow(InvalidInputError);
  });
});
