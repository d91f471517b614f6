import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../scripts/import/presets.ts';
import { readRows } from '../../../scripts/import/read-rows.ts';

async function eventsOf(preset: string, text: string): Promise<unknown[]> {
  const map = PRESETS[preset];
  if (!map) throw new Error(`no preset ${preset}`);
  const events: unknown[] = [];
  for await (const row of readRows(Readable.from([text]), { map, table: preset, heard: () => undefined })) {
    events.push('event' in row ? row.event : row);
  }
  return events;
}

describe('rows that sum a day', () => {
  it('anthropic reads results of its usage API, and exports of before the lifetimes of cache writes', async () => {
    const result = {
      uncached_input_tokens: 1500,
      cache_creation: { ephemeral_1h_input_tokens: 1000, ephemeral_5m_input_tokens: 500 },
      cache_read_input_tokens: 200,
      output_tokens: 500,
      server_tool_use: { web_search_requests: 10 },
      api_key_id: 'apikey_1',
      workspace_id: 'wrkspc_1',
      model: 'claude-sonnet-4-20250514',
      service_tier: 'standard',
      context_window: '0-200k',
    };
    const bucket = {
      starting_at: '2026-11-20T00:00:00Z',
      ending_at: '2026-11-21T00:00:00Z',
      results: [result],
    };
    expect(await eventsOf('anthropic', JSON.stringify({ data: [bucket], has_more: false }))).toMatchObject([
      {
        occurredAt: '2026-11-20T00:00:00.000Z',
        group: { id: 'wrkspc_1' },
        tags: { key: 'apikey_1' },
        attributes: { prompt_size: 'short' },
        usage: {
          input_tokens: '1500',
          cache_write_5m_tokens: '500',
          cache_write_1h_tokens: '1000',
          cache_read_tokens: '200',
          output_tokens: '500',
          web_searches: '10',
        },
      },
    ]);
    const earlier = `usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens
2026-11-20,claude-sonnet-4-20250514,1,2,3,4
`;
    expect(await eventsOf('anthropic', earlier)).toMatchObject([{ usage: { cache_write_5m_tokens: '2' } }]);
  });

  it('openrouter says of how many calls a row of its activity API is', async () => {
    const row = {
      date: '2026-11-20',
      model_permaslug: 'openai/gpt-5.5',
      provider_name: 'OpenAI',
      usage: 0.5,
      byok_usage_inference: 0,
      requests: 40,
      prompt_tokens: 400_000,
      completion_tokens: 1000,
      reasoning_tokens: 200,
    };
    expect(await eventsOf('openrouter', JSON.stringify({ data: [row] }))).toMatchObject([
      {
        attributes: { model_calls: '40' },
        usage: { input_tokens: '400000', output_reasoning_tokens: '200' },
      },
    ]);
  });

  it('cursor says which requests failed or were aborted', async () => {
    const text = `Date,User,Cloud Agent ID,Automation ID,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost
2026-11-20T10:00:00.000Z,a@example.com,,,"Errored, No Charge",claude-4.5-sonnet,No,0,10,0,1,11,0
2026-11-20T10:00:01.000Z,a@example.com,,,On-Demand,claude-4.5-sonnet,No,5,10,0,1,16,0.02
`;
    expect(await eventsOf('cursor', text)).toMatchObject([
      { outcome: 'failed' },
      { reportedCostUsd: '0.02' },
    ]);
  });
});

describe('rows of a gateway', () => {
  it('litellm counts what its own cache answered at what it says, nothing, and not as a call of the provider', async () => {
    const text = `request_id,call_type,spend,prompt_tokens,completion_tokens,endTime,model,custom_llm_provider,cache_hit
a,acompletion,0,100,10,2026-11-20 10:15:30,gpt-4o-mini,openai,True
b,acompletion,0.000021,100,10,2026-11-20 10:15:31,gpt-4o-mini,openai,False
`;
    expect(await eventsOf('litellm', text)).toMatchObject([
      { provider: 'litellm', outcome: 'cached', reportedCostUsd: '0', usage: { requests: '1' } },
      { provider: 'openai', usage: { input_tokens: '100', output_tokens: '10' } },
    ]);
  });
});
