import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../scripts/import/presets.ts';
import { readRows } from '../../../scripts/import/read-rows.ts';

/** Ids of the rows of a file, those that are rejected left out. */
async function idsOf(preset: string, text: string): Promise<string[]> {
  const map = PRESETS[preset];
  if (!map) throw new Error(`no preset ${preset}`);
  const ids: string[] = [];
  for await (const row of readRows(Readable.from([text]), { map, table: preset })) {
    if ('event' in row) ids.push(String(row.event['id']));
  }
  return ids;
}

const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

const MODERN = [
  'identity_line_item_id',
  'line_item_usage_account_id',
  'line_item_resource_id',
  'line_item_product_code',
  'line_item_usage_type',
  'line_item_operation',
  'line_item_usage_start_date',
  'line_item_usage_end_date',
  'line_item_line_item_type',
  'line_item_usage_amount',
  'line_item_unblended_cost',
  'resource_tags',
];
const LEGACY = [
  'identity/LineItemId',
  'lineItem/UsageAccountId',
  'lineItem/ResourceId',
  'lineItem/ProductCode',
  'lineItem/UsageType',
  'lineItem/Operation',
  'lineItem/UsageStartDate',
  'lineItem/UsageEndDate',
  'lineItem/LineItemType',
  'lineItem/UsageAmount',
  'lineItem/UnblendedCost',
  'resourceTags/user:team',
];

const usage = (id: string, hour: number, amount: string, tags: string): string[] => [
  id,
  '123456789012',
  'arn:aws:sqs:us-east-1:123456789012:usage',
  'AWSQueueService',
  'Requests-Tier1',
  'SendMessage',
  `2026-11-20T0${hour}:00:00Z`,
  `2026-11-20T0${hour + 1}:00:00Z`,
  'Usage',
  amount,
  '0.0000004',
  tags,
];

describe('a line of a Cost and Usage Report', () => {
  it('has the same id in the next delivery, whatever AWS calls it and wherever it stands', async () => {
    const first = await idsOf(
      'aws-cur',
      csv(MODERN, usage('a', 1, '1', '{"team":"x","app":"y"}'), usage('b', 2, '1', '')),
    );
    const again = await idsOf(
      'aws-cur',
      csv(MODERN, usage('q', 2, '1', ''), usage('r', 1, '1', '{"app":"y","team":"x"}')),
    );
    expect(new Set(first).size).toBe(2);
    expect(again).toEqual(first.toReversed());
  });

  it('keeps its id when its amount is corrected: the ledger keeps the first and the other aside', async () => {
    const [first] = await idsOf('aws-cur', csv(LEGACY, usage('a', 1, '1', '')));
    expect(await idsOf('aws-cur', csv(LEGACY, usage('b', 1, '3', '')))).toEqual([first]);
  });

  it('is told from one with other tags, and from one that says the same', async () => {
    const lines = [usage('a', 1, '1', 'x'), usage('b', 1, '1', 'z'), usage('c', 1, '1', 'x')];
    const ids = await idsOf('aws-cur', csv(LEGACY, ...lines));
    expect(new Set(ids).size).toBe(3);
    expect(await idsOf('aws-cur', csv(LEGACY, ...lines))).toEqual(ids);
  });
});

describe('a row that sums what still grows', () => {
  it.each([
    [
      'openai',
      'start_time_iso,end_time_iso,num_model_requests,project_id,model,batch,input_tokens,output_tokens',
      '2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,7,proj_a,gpt-4o-mini,false,1000,200',
      '2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,9,proj_a,gpt-4o-mini,false,1400,260',
    ],
    [
      'anthropic',
      'usage_date_utc,model_version,api_key,usage_type,usage_input_tokens_no_cache,usage_output_tokens',
      '2026-11-20,claude-sonnet-4-5,key-1,standard,1000,400',
      '2026-11-20,claude-sonnet-4-5,key-1,standard,1500,440',
    ],
    [
      'openrouter',
      'date,model_permaslug,usage,requests,prompt_tokens,completion_tokens',
      '2026-11-20,openai/gpt-5,0.1,3,1000,100',
      '2026-11-20,openai/gpt-5,0.2,6,2000,200',
    ],
    [
      'cursor',
      'Date,User,Kind,Model,Max Mode,Input (w/o Cache Write),Output Tokens,Cost',
      '2026-11-20T10:00:00.123Z,a@b.c,Included,claude-4.5-sonnet,No,10,5,0.01',
      '2026-11-20T10:00:00.123Z,a@b.c,Included,claude-4.5-sonnet,No,10,5,Included',
    ],
  ])('is the same row of %s when it has grown, and no other', async (preset, head, before, after) => {
    const first = await idsOf(preset, `${head}\n${before}\n`);
    expect(first).toHaveLength(1);
    expect(await idsOf(preset, `${head}\n${after}\n`)).toEqual(first);
    expect(new Set(await idsOf(preset, `${head}\n${before}\n${before}\n`)).size).toBe(2);
  });
});
