import { Readable } from 'node:stream';
import { entryOfMessage, totalUsd } from '../../prove/exchanges/entries.ts';
import { parseBill } from '../../core/bills/formats/parse-bill.ts';
import { csvText } from '../../core/export/csv.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { PRESETS } from '../../scripts/import/presets.ts';
import { readRows, type ReadRow } from '../../scripts/import/read-rows.ts';
import type { Outcome } from './case.ts';

/** The rows that a preset reads of a file. */
async function rowsOf(preset: string, text: string): Promise<ReadRow[]> {
  const map = PRESETS[preset];
  if (!map) throw new Error(`no preset ${preset}`);
  const rows: ReadRow[] = [];
  for await (const row of readRows(Readable.from([text]), { map, table: preset })) rows.push(row);
  return rows;
}

/** What an imported file costs in the ledger. */
async function importedCost(preset: string, text: string): Promise<Outcome> {
  const rows = await rowsOf(preset, text);
  const entries = rows.map((row) => {
    if ('errors' in row) throw new Error(`line ${row.line}: ${JSON.stringify(row.errors)}`);
    return entryOfMessage(row.event);
  });
  const units = entries.map(({ usage }) =>
    Object.fromEntries(Object.entries(usage).map(([unit, count]) => [unit, formatDecimal(count)])),
  );
  return { usd: totalUsd(entries), statuses: entries.map(({ status }) => status), usage: units };
}

const ANTHROPIC_USAGE = `usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed
2026-11-20,claude-sonnet-4-5-20250929,key-1,Default,batch,≤ 200k,100000,0,0,0,5800,0,not_available,
2026-11-20,claude-sonnet-4-5-20250929,key-1,Default,standard,≤ 200k,10000,0,0,0,4000,1,not_available,
`;

/** Half of what the case writes for OpenAI: the same tokens cost 0.34 outside of a batch. */
const OPENAI_USAGE = `start_time,end_time,start_time_iso,end_time_iso,num_model_requests,project_id,user_id,api_key_id,model,batch,input_tokens,output_tokens,input_cached_tokens,input_audio_tokens,output_audio_tokens
1795132800,1795219200,2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,7,proj_a,user-1,key_1,gpt-4.1-mini,true,450000,100000,0,0,0
`;

const USAGE_OBJECT = JSON.stringify({
  usage_object: { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60 } },
}).replaceAll('"', '""');
const LITELLM_SPEND = `request_id,call_type,spend,prompt_tokens,completion_tokens,startTime,endTime,model,custom_llm_provider,metadata
chatcmpl-1,acompletion,0,100,10,2026-11-20 10:15:29,2026-11-20 10:15:30,gpt-4o-mini,openai,"${USAGE_OBJECT}"
`;

const CCUSAGE = JSON.stringify({
  daily: [
    {
      date: '2026-11-20',
      modelBreakdowns: [
        { modelName: 'claude-sonnet-4-5-20250929', inputTokens: 10, outputTokens: 20, cacheReadTokens: 0 },
      ],
    },
  ],
});

const OPENROUTER_FREE = `generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled
gen-1,2026-11-20 10:15:30.271,0,1000,50,10,0,deepseek/deepseek-chat-v3.1,DeepInfra,free,false
`;

/** Lines of a report of AWS as its documentation has them: a byte order mark, negations and private discounts. */
const CUR_LEGACY = `\uFEFFlineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost
Usage,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,1000,USD,0.0133334
SavingsPlanCoveredUsage,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,1000,USD,0.0133334
SavingsPlanNegation,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,0,USD,-0.0133334
EdpDiscount,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,0,USD,-0.001
Usage,2026-11-20T10:00:00Z,AmazonS3,USE1-Requests-Tier1,5,USD,0.000025
`;

function billSum(text: string): Outcome {
  const { rows } = parseBill(text);
  return { usd: formatDecimal(rows.reduce((sum, { amount }) => sum + amount, 0n)), statuses: [] };
}

/** Cases of files: imports, bills and exports. */
export const FILE_RUNNERS: Readonly<Record<string, (input: never) => Outcome | Promise<Outcome>>> = {
  G1: async () => {
    const [anthropic, openai] = [
      await importedCost('anthropic', ANTHROPIC_USAGE),
      await importedCost('openai', OPENAI_USAGE),
    ];
    return {
      usd: `${anthropic.usd} / ${openai.usd}`,
      statuses: [...anthropic.statuses, ...openai.statuses],
    };
  },
  G2b: () => importedCost('litellm', LITELLM_SPEND),
  G3: async () => {
    const [broken] = await rowsOf('CostEntry', 'id,model,cost\nc1,"gpt"4o,1\n');
    if (!broken || !('errors' in broken)) throw new Error('a stray quote was read');
    const told = `line ${broken.line}: ${broken.errors.map(({ message }) => message).join()}`;
    const { statuses, usage } = await importedCost('ccusage', CCUSAGE);
    return { usd: told, statuses, ...(usage && { usage }) };
  },
  G5: () => importedCost('openrouter', OPENROUTER_FREE),
  H4: ({ day }: { day: string }) => {
    const { rows } = parseBill(`provider,model,day,usd\nopenai,gpt-4o,${day},1\n`);
    return { usd: `day ${rows.map((row) => row.day).join()}`, statuses: [] };
  },
  I2: ({ userId }: { userId: string }) => ({ usd: csvText(userId), statuses: [] }),
  K20: () =>
    billSum(
      JSON.stringify({
        data: [
          {
            starting_at: '2026-11-20T00:00:00Z',
            results: [{ currency: 'USD', amount: '300.000000', model: null, cost_type: 'tokens' }],
          },
        ],
        has_more: false,
      }),
    ),
  K22: () => billSum(CUR_LEGACY),
};
