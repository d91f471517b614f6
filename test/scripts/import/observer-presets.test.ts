import { describe, expect, it } from 'vitest';
import { eventsOf, imported } from '../../support/imported-rows.ts';

const cells = (...values: readonly unknown[]): string =>
  values.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',');

describe('presets of what watches calls', () => {
  it('langfuse and helicone read lists of JSON', async () => {
    const observation = {
      id: 'obs-1',
      traceId: 'tr-1',
      name: 'summarise',
      startTime: '2026-11-20T10:15:29Z',
      endTime: '2026-11-20T10:15:30Z',
      providedModelName: 'gpt-4o-mini',
      metadata: { ls_provider: 'openai' },
      usageDetails: { input: 90, input_cached_tokens: 10, output: 5 },
      costDetails: { total: 0.00002 },
    };
    expect(await eventsOf('langfuse', JSON.stringify({ data: [observation] }))).toMatchObject([
      {
        provider: 'openai',
        resource: { type: 'trace', id: 'tr-1' },
        reportedCostUsd: '0.00002',
        usage: { input_tokens: '90', cache_read_tokens: '10', output_tokens: '5' },
      },
    ]);
    const request = {
      request_id: 'r-1',
      request_created_at: '2026-11-20T10:15:30Z',
      provider: 'OPENAI',
      model: 'gpt-4o-mini',
      request_user_id: 'u',
      prompt_tokens: 9,
      completion_tokens: 1,
      request_properties: { 'Helicone-Session-Id': 's' },
    };
    expect(
      await eventsOf(
        'helicone',
        `${JSON.stringify(request)}\n${JSON.stringify({ ...request, request_id: 'r-2' })}\n`,
      ),
    ).toMatchObject([
      {
        provider: 'openai',
        userId: 'u',
        resource: { type: 'session', id: 's' },
        usage: { input_tokens: '9' },
      },
      { provider: 'openai' },
    ]);
  });

  it('langfuse reads the columns that its page exports, spans without a model left aside', async () => {
    const head =
      'id,traceId,projectId,type,environment,startTime,endTime,name,metadata,level,usageDetails,costDetails,model,internalModelId,inputUsage,outputUsage,totalUsage,inputCost,outputCost,totalCost,userId';
    const observation = (model: string, metadata: object, usage: object, input: number, output: number) =>
      cells(
        `obs-${model}-${input}`,
        'tr-1',
        'p',
        'GENERATION',
        'default',
        '2026-11-20T10:15:29.000Z',
        '2026-11-20T10:15:30.000Z',
        'chat',
        JSON.stringify(metadata),
        'DEFAULT',
        JSON.stringify(usage),
        '{}',
        model,
        '',
        input,
        output,
        input + output,
        '',
        '',
        '0.5',
        'user-1',
      );
    const text = [
      head,
      observation(
        'claude-sonnet-4-5',
        {},
        { input: 5, cache_read_input_tokens: 70, input_cache_creation_1h: 20, output: 3 },
        25,
        3,
      ),
      observation(
        'gpt-5',
        { attributes: { 'gen_ai.system': 'azure' } },
        { input_cached_tokens: 40, output: 3, output_reasoning_tokens: 7 },
        40,
        10,
      ),
      observation('gemini-2.5-flash', {}, {}, 30, 4),
    ].join('\n');
    expect(await eventsOf('langfuse', text)).toMatchObject([
      {
        provider: 'anthropic',
        userId: 'user-1',
        usage: {
          input_tokens: '5',
          cache_read_tokens: '70',
          cache_write_1h_tokens: '20',
          output_tokens: '3',
        },
      },
      {
        provider: 'azure',
        usage: {
          input_tokens: '0',
          cache_read_tokens: '40',
          output_tokens: '3',
          output_reasoning_tokens: '7',
        },
      },
      { provider: 'google', reportedCostUsd: '0.5', usage: { input_tokens: '30', output_tokens: '4' } },
    ]);
    const { rows } = await imported('langfuse', `${head}\n${cells('s', 'tr-1', 'p', 'SPAN')}\n`);
    expect(rows).toMatchObject([{ line: 2, errors: expect.anything() as unknown }]);
  });

  it("helicone reads its tool's CSV, which names neither request nor provider, and answers of its API", async () => {
    const csv = `response_id,response_created_at,response_status,request_created_at,request_body,request_properties,request_user_id,model,prompt_tokens,completion_tokens,latency,cost_usd
"5b4ba1a5","2026-11-20T10:15:31Z","200","2026-11-20T10:15:30Z","{}","{""Helicone-Session-Id"":""s""}","u","gpt-4o-mini-2024-07-18","90","5","812",""
"5b4ba1a6","2026-11-20T10:15:31Z","429","2026-11-20T10:15:30Z","{}","{}","u","claude-sonnet-4-5","0","0","12",""
`;
    expect(await eventsOf('helicone', csv)).toMatchObject([
      {
        occurredAt: '2026-11-20T10:15:30.000Z',
        provider: 'openai',
        resource: { type: 'session', id: 's' },
        usage: { input_tokens: '90', output_tokens: '5' },
      },
      { provider: 'anthropic', outcome: 'failed' },
    ]);
    const request = {
      request_id: 'r-1',
      request_created_at: '2026-11-20T10:15:30Z',
      provider: 'OPENAI',
      model: 'gpt-4o-mini',
      response_status: 200,
      prompt_tokens: 60,
      prompt_cache_read_tokens: 40,
      prompt_cache_write_tokens: 0,
      completion_tokens: 20,
      cost: 0.00002,
      cache_reference_id: '00000000-0000-0000-0000-000000000000',
    };
    const kept = {
      ...request,
      request_id: 'r-2',
      cache_reference_id: '5b4ba1a5-0c1d-4c6e-9f0e-1b2c3d4e5f60',
      cost: 0,
    };
    expect(await eventsOf('helicone', JSON.stringify({ data: [request, kept] }))).toMatchObject([
      {
        provider: 'openai',
        reportedCostUsd: '0.00002',
        usage: { input_tokens: '60', cache_read_tokens: '40', output_tokens: '20' },
      },
      { provider: 'helicone', outcome: 'cached', usage: { requests: '1' } },
    ]);
  });
});
