import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../core/errors.ts';
import { billDecimal, type BillRow } from '../../../../core/bills/formats/bill-row.ts';
import { parseBill } from '../../../../core/bills/formats/parse-bill.ts';
import { parseRates } from '../../../../core/currency/currency.ts';
import { focusHeader, focusRows } from '../../../../core/export/focus.ts';
import { formatDecimal, parseDecimal } from '../../../../core/money/decimal.ts';
import { aDay } from '../../../../testing/dates.ts';
import { exportEntry } from '../../export/report-entries.ts';

const short = (row: BillRow) => [row.provider, row.day, row.model, row.kind, formatDecimal(row.amount)];

const OPENAI = `{"object":"page","has_more":false,"next_page":null,"data":[{"object":"bucket","start_time":1763683200,
  "end_time":1763769600,"results":[
  {"object":"organization.costs.result","amount":{"value":0.06000000000000000001,"currency":"usd"},"line_item":"gpt-4o-mini-2024-07-18, input","project_id":null},
  {"object":"organization.costs.result","amount":{"value":"1.5e-06","currency":"usd"},"line_item":"Image models"},
  {"object":"organization.costs.result","amount":{"value":12,"currency":"usd"},"line_item":null}]}]}`;

const ANTHROPIC = `{"data":[{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
  {"currency":"USD","amount":"123.78912","workspace_id":null,"description":"Claude Sonnet 4.5 Usage - Input Tokens","cost_type":"tokens","context_window":"0-200k","model":"claude-sonnet-4-5-20250929","service_tier":"standard","token_type":"uncached_input_tokens"},
  {"currency":"USD","amount":"1","description":"Web Search Usage","cost_type":"web_search","model":null}]}],"has_more":false,"next_page":null}`;

const CUR = `lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,lineItem/LineItemDescription
Usage,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,1000,USD,0.0133334000,"Lambda, ARM"
Usage,2026-11-20T10:00:00Z,AmazonS3,EUC1-Requests-Tier1,5,USD,0.000025,PUT
Usage,2026-11-20T10:00:00Z,AmazonKinesis,USE1-OnDemand,1,USD,2,Kinesis
Tax,2026-11-01T00:00:00Z,AWSLambda,,1,USD,0.19,Tax
Credit,2026-11-01T00:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,0,USD,-0.01,Credit
RIFee,2026-11-01T00:00:00Z,AmazonDynamoDB,,1,USD,30,Reserved
`;

describe('billDecimal', () => {
  it.each([
    ['0.06', '0.06'],
    ['1.5e-06', '0.0000015'],
    ['2E3', '2000'],
    ['-0.0000000000005', '0'],
    ['-0.0000000000015', '-0.000000000002'],
    [7, '7'],
  ])('reads %s as %s', (text, expected) => {
    expect(formatDecimal(billDecimal(text) ?? -1n)).toBe(expected);
  });

  it.each(['', 'abc', '1,5', '0x10', 'NaN', null, '1e9999'])('knows that %s is no number', (text) => {
    expect(billDecimal(text)).toBeUndefined();
  });

  it('reads every amount of the ledger unchanged', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (amount) => {
        expect(billDecimal(formatDecimal(amount))).toBe(amount);
      }),
    );
  });
});

describe('parseBill', () => {
  it('reads an OpenAI costs export without rounding through doubles', () => {
    const { format, rows } = parseBill(OPENAI);
    expect(format).toBe('openai-costs');
    expect(rows.map(short)).toEqual([
      ['openai', '2025-11-21', 'gpt-4o-mini', 'usage', '0.06'],
      ['openai', '2025-11-21', 'image-models', 'usage', '0.0000015'],
      ['openai', '2025-11-21', undefined, 'usage', '12'],
    ]);
  });

  it('reads an Anthropic cost report: amounts are cents', () => {
    const { format, rows } = parseBill(ANTHROPIC);
    expect(format).toBe('anthropic-cost-report');
    expect(rows.map(short)).toEqual([
      ['anthropic', '2026-11-20', 'claude-sonnet-4-5', 'usage', '1.2378912'],
      ['anthropic', '2026-11-20', undefined, 'usage', '0.01'],
    ]);
  });

  const legacy = CUR;
  const modern = CUR.replace(/^.*\n/, (header) =>
    header.replaceAll(
      /lineItem\/([A-Za-z]+)/g,
      (_, name: string) => `line_item${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    ),
  );

  it.each([
    ['legacy', legacy],
    ['2.0', modern],
  ])('reads an AWS Cost and Usage Report with %s columns', (_, text) => {
    const { format, rows } = parseBill(text);
    expect(format).toBe('aws-cur');
    expect(rows.map(short)).toEqual([
      ['aws', '2026-11-20', 'lambda-arm64', 'usage', '0.0133334'],
      ['aws', '2026-11-20', 'standard-put', 'usage', '0.000025'],
      ['aws', '2026-11-20', 'amazonkinesis:ondemand', 'usage', '2'],
      ['aws', '2026-11-01', undefined, 'tax', '0.19'],
      ['aws', '2026-11-01', undefined, 'credit', '-0.01'],
      ['aws', '2026-11-01', undefined, 'fixed-fee', '30'],
    ]);
  });

  it('reads back what the ledger exports as FOCUS', () => {
    const entry = exportEntry();
    const text = focusHeader() + focusRows(entry, { id: 'acme', name: 'Acme' });
    const { format, rows } = parseBill(text);
    expect(format).toBe('focus');
    expect(rows.reduce((sum, row) => sum + row.amount, 0n)).toBe(entry.cost);
    expect(rows[1]).toMatchObject({ provider: 'openai', model: 'gpt-4o-mini', unit: 'output_tokens' });
    expect(rows[1]?.quantity).toBe(parseDecimal('340'));
  });

  it('reads plain amounts, quantities, kinds and another currency', () => {
    const rates = parseRates([{ currency: 'EUR', rate: '0.8', date: aDay('2026-11-20'), source: 'ECB' }]);
    const text =
      '\uFEFFProvider,Model,Day,USD,Currency,Kind\r\nOpen AI,GPT-4o,2026-11-20,1.6,eur,\r\npika,,,8,,fixed-fee\r\n';
    const { rows } = parseBill(text, { rates, models: { 'gpt-4o': 'chat' } });
    expect(rows.map(short)).toEqual([
      ['openai', '2026-11-20', 'chat', 'usage', '2'],
      ['pika', undefined, undefined, 'fixed-fee', '8'],
    ]);
    const counted = parseBill(
      'provider,model,day,unit,quantity\nelevenlabs,eleven_v3,2026-11-20,characters,1200\n',
    );
    expect(counted).toMatchObject({ format: 'quantities', rows: [{ unit: 'characters', amount: 0n }] });
  });

  it.each([
    ['{"object":"page"', 'begins like JSON'],
    ['{"hello":1}', 'no cost report'],
    ['', 'is empty'],
    ['a,b\n1,2\n', 'not those of a known bill'],
    ['provider,model,day,usd\nopenai,gpt-4o,20.11.2026,1\n', 'row 2, day "20.11.2026" is not YYYY-MM-DD'],
    ['provider,model,day,usd\nopenai,gpt-4o,2026-11-20,x\n', 'row 2, usd "x" is not an amount'],
    ['provider,model,day,usd\nopenai,"gpt\n', 'The CSV cannot be read'],
    ['provider,model,day,usd\nopenai,gpt-4o,2026-11-20\n', 'The CSV cannot be read'],
    ['provider,model,day,usd,currency\nopenai,gpt-4o,2026-11-20,1,CHF\n', 'no exchange rate for "CHF"'],
    [OPENAI.replace('"has_more":false', '"has_more":true'), 'more pages'],
  ])('refuses %j and says what is wrong', (text, message) => {
    expect(() => parseBill(text)).toThrow(InvalidInputError);
    expect(() => parseBill(text)).toThrow(message);
  });
});
