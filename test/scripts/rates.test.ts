import { describe, expect, it } from 'vitest';
import { exampleRates } from '../../config/example-rates.ts';
import { findStage } from '../../config/stages.ts';
import { readEcb } from '../../scripts/rates/read-ecb.ts';
import { usdRates } from '../../scripts/rates/usd-rates.ts';

/** As the ECB's files are, with fewer currencies. */
const DAILY_XML = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<Cube>
		<Cube time='2026-06-03'>
			<Cube currency='USD' rate='1.1614'/>
			<Cube currency='JPY' rate='185.66'/>
			<Cube currency='GBP' rate='0.86370'/>
			<Cube currency='CHF' rate='0.9167'/>
		</Cube>
	</Cube>
</gesmes:Envelope>`;
const HISTORY_XML = `<Envelope><Cube>
<Cube time="2026-09-17"><Cube currency="USD" rate="1.1481"/></Cube>
<Cube time="2026-09-18"><Cube currency="USD" rate="1.146"/></Cube>
</Cube></Envelope>`;
const DAILY_CSV = 'Date, USD, JPY, GBP, \n03 June 2026, 1.1614, 185.66, 0.86370, \n';
const HISTORY_CSV = 'Date,USD,CYP,\n2026-06-02,1.16,N/A,\n2026-06-03,1.1614,N/A,\n';

function plain(rows: readonly { currency: string; rate: string; date: string }[]) {
  return rows.map(({ currency, rate, date }) => ({ currency, rate, date }));
}

describe("a file of the ECB's reference rates", () => {
  it('is read as XML and CSV, daily and history, the newest day first', () => {
    const june = { date: '2026-06-03', rates: new Map([['USD', '1.1614']]) };
    expect(readEcb(DAILY_XML)[0]?.rates.get('GBP')).toBe('0.86370');
    expect(readEcb(HISTORY_XML).map(({ date }) => date)).toEqual(['2026-09-18', '2026-09-17']);
    expect(readEcb(DAILY_CSV)).toEqual([
      {
        date: '2026-06-03',
        rates: new Map([
          ['USD', '1.1614'],
          ['JPY', '185.66'],
          ['GBP', '0.86370'],
        ]),
      },
    ]);
    expect(readEcb(HISTORY_CSV)[0]).toEqual(june);
  });

  it.each([
    ['PK\u0003\u0004', 'ZIP'],
    ['a,b\n1,2\n', 'download'],
    ['<html></html>', 'download'],
    [DAILY_XML.replace('1.1614', '0'), 'USD on 2026-06-03'],
    ['Date,USD\nyesterday,1.1\n', 'yesterday'],
  ])('is refused with what to do: %#', (text, sentence) => {
    expect(() => readEcb(text)).toThrow(sentence);
  });

  it('makes rates for 1 USD, which the example of the dev stage shows', () => {
    const [day] = readEcb(DAILY_XML);
    const rates = day ? usdRates(day, ['EUR', 'GBP', 'CHF', 'JPY', 'USD']) : [];
    expect(plain(rates)).toEqual(plain(exampleRates));
    expect(() => day && usdRates(day, ['XAU'])).toThrow('CHF, EUR, GBP, JPY, USD');
  });
});

describe('example rates', () => {
  it('say that they are an example, and are of no stage that counts', () => {
    for (const { source } of findStage('dev').exchangeRates) expect(source).toMatch(/^EXAMPLE|^ECB/);
    for (const stage of ['staging', 'production']) {
      expect(
        findStage(stage)
          .exchangeRates.map(({ source }) => source)
          .join(),
      ).not.toContain('EXAMPLE');
    }
  });
});
