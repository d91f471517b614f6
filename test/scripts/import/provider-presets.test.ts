import { describe, expect, it } from 'vitest';
import { importMapSchema } from '../../../scripts/import/import-map.ts';
import { PRESETS } from '../../../scripts/import/presets.ts';
import { eventsOf, imported } from '../../support/imported-rows.ts';

describe('presets', () => {
  it.each(Object.entries(PRESETS))('%s is a map', (_name, map) => {
    expect(importMapSchema.parse(map)).toEqual(map);
  });

  it('openai takes cached tokens out of the input, and batches at their price', async () => {
    const text = `start_time,end_time,start_time_iso,end_time_iso,num_model_requests,project_id,user_id,api_key_id,model,batch,input_tokens,output_tokens,input_cached_tokens,input_audio_tokens,output_audio_tokens
1795132800,1795219200,2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,7,proj_a,user-1,key_1,gpt-4o-mini-2024-07-18,true,1000000,200000,400000,0,0
1795132800,1795219200,2026-11-20T00:00:00+00:00,2026-11-21T00:00:00+00:00,1,proj_a,,key_1,gpt-4o-mini-2024-07-18,false,10,2,0,,
`;
    expect(await eventsOf('openai', text)).toMatchObject([
      {
        occurredAt: '2026-11-20T00:00:00.000Z',
        provider: 'openai',
        model: 'gpt-4o-mini-2024-07-18',
        userId: 'user-1',
        group: { type: 'project', id: 'proj_a' },
        attributes: { service_tier: 'batch', model_calls: '7' },
        usage: { input_tokens: '600000', cache_read_tokens: '400000', output_tokens: '200000' },
      },
      { usage: { input_tokens: '10', cache_read_tokens: '0', output_tokens: '2' } },
    ]);
  });

  it('anthropic reads every kind of token, and batches', async () => {
    const text = `usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed
2026-11-20,claude-sonnet-4-5-20250929,key-1,Default,batch,≤ 200k,1000,2000,500,3000,400,2,not_available,
2026-11-20,claude-sonnet-4-5-20250929,key-1,Default,standard,≤ 200k,1,0,0,0,1,0,us,fast
`;
    expect(await eventsOf('anthropic', text)).toMatchObject([
      {
        occurredAt: '2026-11-20T00:00:00.000Z',
        attributes: { service_tier: 'batch', prompt_size: 'short' },
        tags: { key: 'key-1' },
        usage: {
          input_tokens: '1000',
          cache_write_5m_tokens: '2000',
          cache_write_1h_tokens: '500',
          cache_read_tokens: '3000',
          output_tokens: '400',
          web_searches: '2',
        },
      },
      { attributes: { inference_geo: 'us', speed: 'fast' } },
    ]);
  });

  it("openrouter adds what a provider bills by a key of one's own, and counts reasoning once", async () => {
    const row = {
      date: '2026-11-20',
      model_permaslug: 'openai/gpt-4.1-2025-04-14',
      provider_name: 'OpenAI',
      usage: 0.015,
      byok_usage_inference: 0.012,
      prompt_tokens: 50,
      completion_tokens: 125,
      reasoning_tokens: 25,
    };
    expect(await eventsOf('openrouter', JSON.stringify({ data: [row] }))).toMatchObject([
      {
        reportedCostUsd: '0.027',
        usage: { input_tokens: '50', output_tokens: '100', output_reasoning_tokens: '25' },
      },
    ]);
  });

  it('openrouter names the free variant, whose cost is 0', async () => {
    const text = `generation_id,created_at,cost_total,cost_web_search,cost_cache,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,app_name,api_key_name
gen-1795169730-abc,2026-11-20 10:15:30.271,0,0,0,1000,50,10,0,deepseek/deepseek-chat-v3.1,DeepInfra,free,false,true,my app,prod
gen-1795169730-abd,2026-11-20 10:15:30.271,0.0421,0,-0.005,1000,50,10,200,anthropic/claude-sonnet-4.5,Anthropic,standard,true,true,my app,prod
`;
    expect(await eventsOf('openrouter', text)).toMatchObject([
      {
        model: 'deepseek/deepseek-chat-v3.1:free',
        reportedCostUsd: '0',
        usage: { input_tokens: '1000', output_tokens: '40', output_reasoning_tokens: '10' },
      },
      {
        model: 'anthropic/claude-sonnet-4.5',
        reportedCostUsd: '0.0421',
        outcome: 'aborted',
        usage: {
          input_tokens: '800',
          cache_read_tokens: '200',
          output_tokens: '40',
          output_reasoning_tokens: '10',
        },
      },
    ]);
  });

  it('litellm reaches into the JSON of its metadata, at any depth', async () => {
    const metadata = JSON.stringify({
      user_api_key_alias: 'prod-key',
      usage_object: {
        prompt_tokens: 100,
        prompt_tokens_details: { cached_tokens: 60 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
    }).replaceAll('"', '""');
    const text = `request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,startTime,endTime,model,custom_llm_provider,user,metadata,team_id,end_user,session_id
chatcmpl-1,acompletion,88dc28,0.000123,110,100,10,2026-11-20 10:15:29.1,2026-11-20 10:15:30.5,gpt-4o-mini,openai,owner,"${metadata}",team-1,customer-7,sess-1
`;
    expect(await eventsOf('litellm', text)).toEqual([
      {
        occurredAt: '2026-11-20T10:15:30.500Z',
        provider: 'openai',
        model: 'gpt-4o-mini',
        operation: 'acompletion',
        userId: 'customer-7',
        reportedCostUsd: '0.000123',
        resource: { type: 'session', id: 'sess-1' },
        group: { type: 'team', id: 'team-1' },
        usage: {
          input_tokens: '40',
          cache_read_tokens: '60',
          output_tokens: '7',
          output_reasoning_tokens: '3',
        },
        tags: { key: 'prod-key' },
      },
    ]);
  });

  it('ccusage makes a row of each model of each day', async () => {
    const text = JSON.stringify({
      daily: [
        {
          date: '2026-11-20',
          inputTokens: 3,
          totalCost: 0.3,
          modelsUsed: ['claude-sonnet-4-5-20250929', 'claude-haiku-4-5'],
          modelBreakdowns: [
            {
              modelName: 'claude-sonnet-4-5-20250929',
              inputTokens: 10,
              outputTokens: 20,
              cacheCreationTokens: 30,
              cacheReadTokens: 40,
              cost: 0.25,
            },
            {
              modelName: 'claude-haiku-4-5',
              inputTokens: 1,
              outputTokens: 2,
              cacheCreationTokens: 0,
              cacheReadTokens: 0,
              cost: 0.05,
            },
          ],
        },
      ],
      totals: { totalCost: 0.3 },
    });
    expect(await eventsOf('ccusage', text)).toMatchObject([
      {
        occurredAt: '2026-11-20T00:00:00.000Z',
        model: 'claude-sonnet-4-5-20250929',
        operation: 'claude-code',
        reportedCostUsd: '0.25',
        usage: {
          input_tokens: '10',
          cache_write_5m_tokens: '30',
          cache_read_tokens: '40',
          output_tokens: '20',
        },
      },
      { model: 'claude-haiku-4-5', operation: 'claude-code', reportedCostUsd: '0.05' },
    ]);
  });

  it('ccusage names the maker of each model of all agents, and reads one section of several', async () => {
    const claude = {
      modelName: 'claude-sonnet-4-20250514',
      inputTokens: 500,
      outputTokens: 100,
      cacheCreationTokens: 20,
      cacheReadTokens: 30,
      cost: 0.02,
    };
    const gpt = {
      modelName: 'gpt-5',
      inputTokens: 900,
      outputTokens: 200,
      cacheCreationTokens: 0,
      cacheReadTokens: 100,
      cost: 0.0031375,
    };
    const row = {
      agent: 'all',
      agents: [{ agent: 'claude', modelBreakdowns: [claude] }],
      modelBreakdowns: [claude, gpt],
    };
    const text = JSON.stringify({
      daily: [{ ...row, period: '2026-11-02', metadata: { agents: ['claude', 'codex'] } }],
      monthly: [{ ...row, period: '2026-11' }],
      session: [{ agent: 'codex', period: 'codex-session', modelBreakdowns: [gpt] }],
      totals: { totalCost: 0.0231375 },
    });
    expect(await eventsOf('ccusage', text)).toMatchObject([
      {
        occurredAt: '2026-11-02T00:00:00.000Z',
        provider: 'anthropic',
        operation: 'coding agent',
        reportedCostUsd: '0.02',
      },
      {
        occurredAt: '2026-11-02T00:00:00.000Z',
        provider: 'openai',
        model: 'gpt-5',
        reportedCostUsd: '0.0031375',
      },
    ]);
    const session = {
      session: [
        {
          agent: 'codex',
          period: 'codex-session',
          metadata: { lastActivity: '2026-11-02T11:00:00.000Z' },
          modelBreakdowns: [gpt, { ...gpt, modelName: 'a-model-of-nobody' }],
        },
      ],
    };
    expect(await eventsOf('ccusage', JSON.stringify(session))).toMatchObject([
      { occurredAt: '2026-11-02T11:00:00.000Z', provider: 'openai', operation: 'codex' },
      { provider: 'unknown' },
    ]);
  });

  it('ccusage keeps the project where days are listed by project', async () => {
    const day = {
      date: '2026-11-20',
      modelBreakdowns: [{ modelName: 'claude-haiku-4-5', inputTokens: 1, cost: 0.05 }],
    };
    const text = JSON.stringify({ projects: { 'my-app': [day], api: [day] }, totals: {} });
    expect(await eventsOf('ccusage', text)).toMatchObject([
      { group: { type: 'project', id: 'my-app' }, provider: 'anthropic', operation: 'claude-code' },
      { group: { type: 'project', id: 'api' }, operation: 'claude-code' },
    ]);
  });

  it('cursor reads what is included as a cost of 0, and dollars by their sign', async () => {
    const text = `Date,User,Cloud Agent ID,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost
"2026-03-20T06:56:12.521Z",me@example.com,,Included,claude-4-sonnet,No,"1,000",17226,2305,451,20982,Included
"2026-03-20T06:56:12.521Z",me@example.com,,On-Demand,claude-4-sonnet,No,0,1,0,1,2,$0.49
`;
    expect(await eventsOf('cursor', text)).toMatchObject([
      {
        provider: 'cursor',
        reportedCostUsd: '0',
        usage: {
          input_tokens: '17226',
          cache_write_5m_tokens: '1000',
          cache_read_tokens: '2305',
          output_tokens: '451',
        },
      },
      { reportedCostUsd: '0.49', operation: 'On-Demand' },
    ]);
  });

  it('aws-cur names what it charges as the catalogue does, and rejects what is no usage', async () => {
    const text = `lineItem/LineItemType,lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/UnblendedCost,lineItem/ResourceId,product/region
Usage,2026-11-20T10:00:00Z,AWSLambda,USE1-Lambda-GB-Second-ARM,1000,0.0133334,arn:aws:lambda:f,us-east-1
Tax,2026-11-20T10:00:00Z,AWSLambda,,0,0.19,,
`;
    const { rows } = await imported('aws-cur', text);
    expect(rows).toMatchObject([
      {
        event: {
          provider: 'aws',
          model: 'lambda-arm64',
          region: 'us-east-1',
          usage: { gb_seconds: '1000' },
          reportedCostUsd: '0.0133334',
          resource: { type: 'aws-resource', id: 'arn:aws:lambda:f' },
        },
      },
      {
        line: 3,
        errors: expect.arrayContaining([expect.objectContaining({ field: 'provider' })]) as unknown,
      },
    ]);
  });

  it('cost_tracking_events and CostEntry keep episode and podcast, and take amounts without tokens', async () => {
    const events = `id,event_type,service,total_cost,episode_id,podcast_id,created_at,color\n1,script,openai,0.02,ep-7,pod-1,2026-11-20T10:00:00Z,red\n`;
    const { rows, unread } = await imported('cost_tracking_events', events);
    expect(rows).toMatchObject([
      {
        event: {
          resource: { type: 'episode', id: 'ep-7' },
          group: { type: 'podcast', id: 'pod-1' },
          reportedCostUsd: '0.02',
          usage: { rows: 1 },
        },
      },
    ]);
    expect(unread).toEqual(['color']);
    const entries = `id,operation,episodeId,podcastId,provider,model,cost,timestamp\nc1,generate,ep-7,pod-1,openai,gpt-4o-mini,0.0004,2026-11-20T10:15:30Z\n`;
    expect(await eventsOf('CostEntry', entries)).toMatchObject([
      {
        resource: { type: 'episode', id: 'ep-7' },
        group: { type: 'podcast', id: 'pod-1' },
        usage: { rows: 1 },
      },
    ]);
  });
});

describe('a file that cannot be read', () => {
  it('says line, column and the way out where a quote is wrong, and keeps the rows around', async () => {
    const text = `usage_date_utc,model_version,usage_output_tokens\n2026-11-20,claude-haiku-4-5,1\n2026-11-20,cla"ude,2\n2026-11-20,claude-haiku-4-5,3\n`;
    const { rows } = await imported('anthropic', text);
    expect(rows).toMatchObject([
      { line: 2, event: {} },
      {
        line: 3,
        column: expect.any(Number) as unknown,
        errors: [{ message: expect.stringContaining('twice') as string }],
      },
      { line: 4, event: {} },
    ]);
  });

  it('says so where JSON has no list, or a line is no object', async () => {
    expect((await imported('cursor', '{"totals":{"a":1}}')).rows).toMatchObject([
      { line: 1, errors: [{ message: expect.stringContaining('"rows"') as string }] },
    ]);
    const lines = '{"Date":"2026-11-20","Model":"m","Output Tokens":1}\nnonsense\n';
    expect((await imported('cursor', lines)).rows).toMatchObject([{ line: 1 }, { line: 2, errors: [{}] }]);
    expect((await imported('cursor', '{"a":')).rows).toMatchObject([{ line: 1, errors: [{}] }]);
  });

  it('says what is wrong with a number that has a decimal comma', async () => {
    const text = `Date,Model,Output Tokens,Cost\n2026-11-20,m,1,"0,49"\n`;
    expect((await imported('cursor', text)).rows).toMatchObject([
      { line: 2, errors: [{ field: 'reportedCostUsd' }] },
    ]);
  });
});
