import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { parseBill } from '../../../core/bills/formats/parse-bill.ts';
import { LedgerRows } from '../../../core/bills/ledger-rows.ts';
import { reconcile } from '../../../core/bills/reconcile.ts';
import { reconciliationAnswer } from '../../../core/bills/reconcile-answer.ts';
import { formatDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { createCataloguePriceBook } from '../../../core/pricing/catalogue.ts';
import { makeEntry } from '../../../core/usage/make-entry.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { PLAIN_SETTINGS } from '../../../testing/factories.ts';

const book = createCataloguePriceBook();
const MARK = { batch: '01M7YSN7DR000000000000000A', index: 0 };

/** Entries as the recorder makes them, one a day for each usage. */
function entriesOf(
  events: readonly { provider: string; model: string; usage: Record<string, number | string> }[],
): Entry[] {
  return events.flatMap((event, index) =>
    ['2026-11-10', '2026-11-11'].map((day) => {
      const whole = {
        id: `e-${index}-${day}`,
        occurredAt: `${day}T09:00:00Z`,
        region: 'us-east-1',
        ...event,
      };
      const hash = Buffer.alloc(16, index);
      const source = {
        event: whole,
        contentHash: hash,
        sourceHash: hash,
        recordedAt: Date.UTC(2026, 10, 12),
      };
      const entry = { ...makeEntry(source, PLAIN_SETTINGS, book), mark: MARK };
      expect([entry.model, entry.status]).toEqual([event.model, 'priced']);
      return entry;
    }),
  );
}

function compare(bill: string, entries: readonly Entry[]) {
  const rows = new LedgerRows();
  for (const entry of entries) rows.add(entry);
  const ledger = LedgerRows.ofText(rows.toText()).rows();
  return reconciliationAnswer(
    reconcile({
      bill: parseBill(bill).rows,
      ledger,
      from: aDay('2026-11-01'),
      to: aDay('2026-11-30'),
      toleranceThousandths: 0,
    }),
  );
}

const csv = (header: string, rows: readonly (readonly string[])[]) =>
  [header, ...rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))].join('\n');

/** What AWS calls the parts of the client's models (Price List: product code and usage type in us-east-1). */
const AWS: readonly [model: string, part: string, product: string, usageType: string][] = [
  ['lambda-arm64', 'gb_seconds', 'AWSLambda', 'USE1-Lambda-GB-Second-ARM'],
  ['lambda-arm64', 'requests', 'AWSLambda', 'USE1-Request-ARM'],
  ['lambda-x86_64', 'gb_seconds', 'AWSLambda', 'USE1-Lambda-GB-Second'],
  ['lambda-x86_64', 'requests', 'AWSLambda', 'USE1-Request'],
  ['standard-put', 'requests', 'AmazonS3', 'USE1-Requests-Tier1'],
  ['standard-get', 'requests', 'AmazonS3', 'USE1-Requests-Tier2'],
  ['standard-ia-put', 'requests', 'AmazonS3', 'USE1-Requests-SIA-Tier1'],
  ['standard-storage', 'gb_months', 'AmazonS3', 'USE1-TimedStorage-ByteHrs'],
  ['sqs-standard', 'requests', 'AWSQueueService', 'USE1-Requests-Tier1'],
  ['sqs-fifo', 'requests', 'AWSQueueService', 'USE1-Requests-FIFO-Tier1'],
  ['wru', 'write_request_units', 'AmazonDynamoDB', 'USE1-WriteRequestUnits'],
  ['rru', 'read_request_units', 'AmazonDynamoDB', 'USE1-ReadRequestUnits'],
  ['outbound-a-la-carte', 'emails', 'AmazonSES', 'USE1-Recipients'],
];

const seconds = (entry: Entry) => Date.parse(entry.day) / 1000;
const shown = (model: string) => (model.includes('sonnet') ? 'Claude Sonnet 4.5' : 'Claude Haiku 4.5');
const counted = (quantity: number) =>
  `provider,model,day,unit,quantity\nopenai,gpt-4.1,2026-11-10,input_tokens,${quantity}\nopenai,gpt-4.1,2026-11-11,input_tokens,1000\n`;

describe('a bill made of the ledger itself', () => {
  it('as a Cost and Usage Report matches line by line, in both of its forms', () => {
    const models = [...new Set(AWS.map(([model]) => model))];
    const usageOf = (model: string) =>
      Object.fromEntries(AWS.filter(([one]) => one === model).map(([, part]) => [part, 123_457]));
    const entries = entriesOf(models.map((model) => ({ provider: 'aws', model, usage: usageOf(model) })));
    const rows = entries.flatMap((entry) =>
      entry.lines.map(({ unit, cost, quantity }) => {
        const line = AWS.find(([model, part]) => model === entry.model && part === unit);
        return [
          'Usage',
          `${entry.day}T10:00:00Z`,
          line?.[2] ?? '',
          line?.[3] ?? '',
          formatDecimal(quantity),
          'USD',
          formatDecimal(cost),
        ];
      }),
    );
    const legacy =
      'lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost';
    const modern =
      'line_item_line_item_type,line_item_usage_start_date,line_item_product_code,line_item_usage_type,line_item_usage_amount,line_item_currency_code,line_item_unblended_cost';
    for (const header of [legacy, modern]) {
      const answer = compare(csv(header, rows), entries);
      expect(answer.differenceUsd).toBe('0');
      expect(answer.lines.map(({ kind }) => kind)).toEqual(rows.map(() => 'matched'));
      expect(answer.quantities.map(({ difference }) => difference)).toEqual(answer.quantities.map(() => '0'));
    }
  });

  it('matches Claude and Nova on Bedrock, which the Marketplace and AWS sell under other names', () => {
    const entries = entriesOf([
      {
        provider: 'bedrock',
        model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
        usage: { input_tokens: 10_007, output_tokens: 501 },
      },
      {
        provider: 'bedrock',
        model: 'amazon.nova-lite-v1:0',
        usage: { input_tokens: 10_007, output_tokens: 501 },
      },
    ]);
    const rows = entries.flatMap((entry) => {
      const claude = entry.model.includes('claude');
      return entry.lines.map(({ unit, cost }) => {
        const input = unit === 'input_tokens';
        return [
          'Usage',
          `${entry.day}T10:00:00Z`,
          claude ? '7ayv7wmsk6vyvcbydcsigihjd' : 'AmazonBedrock',
          claude
            ? `USE1-MP:USE1_${input ? 'Input' : 'Output'}TokenCount-Units`
            : `USE1-NovaLite-${input ? 'input' : 'output'}-tokens`,
          claude
            ? '{"product_name":"Claude Sonnet 4.5 (Amazon Bedrock Edition)"}'
            : '{"product_name":"Amazon Bedrock"}',
          'USD',
          formatDecimal(cost),
        ];
      });
    });
    const header =
      'line_item_line_item_type,line_item_usage_start_date,line_item_product_code,line_item_usage_type,product,line_item_currency_code,line_item_unblended_cost';
    const answer = compare(csv(header, rows), entries);
    expect(answer.differenceUsd).toBe('0');
    expect(answer.lines.map(({ kind, model }) => [kind, model])).toEqual([
      ['matched', 'amazon.nova-lite-v1:0'],
      ['matched', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
      ['matched', 'amazon.nova-lite-v1:0'],
      ['matched', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ]);
  });

  const OPENAI: { provider: string; model: string; usage: Record<string, number> }[] = [
    { provider: 'openai', model: 'gpt-4o-mini-2024-07-18', usage: { input_tokens: 1003, output_tokens: 77 } },
    {
      provider: 'openai',
      model: 'gpt-4.1',
      usage: { input_tokens: 5, cache_read_tokens: 11, output_tokens: 3 },
    },
  ];

  it('as costs of OpenAI matches, from the API and from the console', () => {
    const entries = entriesOf(OPENAI);
    const lines = entries.flatMap((entry) =>
      entry.lines.map(({ unit, cost }) => ({
        entry,
        item: `${entry.model}, ${unit.replace('_tokens', '')}`,
        usd: formatDecimal(cost),
      })),
    );
    const pages = JSON.stringify({
      object: 'page',
      data: lines.map(({ entry, item, usd }) => ({
        object: 'bucket',
        start_time: seconds(entry),
        end_time: seconds(entry) + 86_400,
        results: [
          { object: 'organization.costs.result', amount: { value: usd, currency: 'usd' }, line_item: item },
          { amount: null, line_item: null },
        ],
      })),
      has_more: false,
    });
    const header =
      'start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit,line_item,user_id,api_key_id,project_id';
    const table = csv(header, [
      ['1795132800', '1795219200', '2026-11-20T00:00:00+00:00', '', '', '', '', '', '', '', '', ''],
      ...lines.map(({ entry, item, usd }) => [
        String(seconds(entry)),
        '',
        `${entry.day}T00:00:00`,
        '',
        usd,
        'usd',
        '',
        '',
        item,
        '',
        '',
        'p',
      ]),
    ]);
    for (const bill of [table, pages]) {
      const answer = compare(bill, entries);
      expect(answer.differenceUsd).toBe('0');
      expect(new Set(answer.lines.filter(({ billUsd }) => billUsd !== '0').map(({ kind }) => kind))).toEqual(
        new Set(['matched']),
      );
    }
  });

  it('as costs of Anthropic matches, searches included, from the API and from the console', () => {
    const entries = entriesOf([
      {
        provider: 'anthropic',
        model: 'claude-sonnet-4-5-20250929',
        usage: { input_tokens: 1003, cache_write_5m_tokens: 40, output_tokens: 77, web_searches: 3 },
      },
      { provider: 'anthropic', model: 'claude-haiku-4-5', usage: { input_tokens: 9, output_tokens: 7 } },
    ]);
    const lines = entries.flatMap((entry) =>
      entry.lines.map(({ unit, cost }) => ({ entry, cost, search: unit === 'web_searches' })),
    );
    const pages = JSON.stringify({
      data: lines.map(({ entry, cost, search }) => ({
        starting_at: `${entry.day}T00:00:00Z`,
        results: [
          {
            currency: 'USD',
            amount: formatDecimal(cost * 100n),
            model: search ? null : entry.model,
            cost_type: search ? 'web_search' : 'tokens',
          },
        ],
      })),
      has_more: false,
    });
    const header =
      'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed';
    const table = csv(
      header,
      lines.map(({ entry, cost, search }) => [
        entry.day,
        search ? '' : shown(entry.model),
        'Default',
        'key',
        'message',
        '≤ 200k',
        search ? '' : 'output',
        formatDecimal(cost),
        formatDecimal(cost),
        search ? 'web_search' : 'token',
        'global',
        '',
      ]),
    );
    for (const bill of [pages, table]) {
      const answer = compare(bill, entries);
      expect(answer.differenceUsd).toBe('0');
      expect(answer.lines.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'matched'));
    }
  });
});

describe('days of a bill', () => {
  it('are UTC days, whatever offset a time has', () => {
    const bill =
      'provider,model,day,usd\nopenai,gpt-4o,2026-03-10T23:30:00-05:00,1\nopenai,gpt-4o,2026-03-10T23:30:00,2\n';
    expect(parseBill(bill).rows.map(({ day, amount }) => [day, amount])).toEqual([
      ['2026-03-11', parseUsd('1')],
      ['2026-03-10', parseUsd('2')],
    ]);
  });
});

describe('a bill that only counts', () => {
  const entries = entriesOf([{ provider: 'openai', model: 'gpt-4.1', usage: { input_tokens: 1000 } }]);

  it('has the difference of its quantities, not of amounts that it does not name', () => {
    expect(compare(counted(1000), entries).differenceShare).toBe('0');
    expect(compare(counted(1500), entries).differenceShare).toBe('0.25');
  });

  it('may count under the names of a provider, whose sums hold the cached tokens', () => {
    const usage = { prompt_tokens: 1000, cached_tokens: 400, completion_tokens: 50 };
    const sent = entriesOf([{ provider: 'openai', model: 'gpt-4.1', usage }]);
    const rows = ['prompt_tokens,2000', 'cached_tokens,800', 'completion_tokens,120'];
    const bill = rows.map((row) => `openai,gpt-4.1,2026-11-10,${row}`).join('\n');
    const { quantities } = compare(`provider,model,day,unit,quantity\n${bill}\n`, sent);
    expect(quantities.map(({ unit, recorded, difference }) => [unit, recorded, difference])).toEqual([
      ['prompt_tokens', '2000', '0'],
      ['cached_tokens', '800', '0'],
      ['completion_tokens', '100', '20'],
    ]);
  });

  it('differs by all of it where nothing is recorded, by amounts and by quantities', () => {
    expect(compare(counted(1500), []).differenceShare).toBe('1');
    const charged = 'provider,model,day,usd\nopenai,gpt-4.1,2026-11-10,7.5\n';
    expect(compare(charged, [])).toMatchObject({
      ledgerUsd: '0',
      differenceUsd: '7.5',
      differenceShare: '1',
    });
    expect(compare(charged.replace('7.5', '0'), []).differenceShare).toBe('0');
  });
});
