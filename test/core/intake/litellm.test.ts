import { describe, expect, it } from 'vitest';
import { isLiteLlmPayload, liteLlmEvents } from '../../../core/intake/litellm.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';

/** A StandardLoggingPayload with the fields that LiteLLM documents. */
function aPayload(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
    trace_id: 'sess-1',
    call_type: 'acompletion',
    stream: false,
    response_cost: 2.85e-5,
    status: 'success',
    custom_llm_provider: 'openai',
    total_tokens: 30,
    prompt_tokens: 20,
    completion_tokens: 10,
    startTime: 1795169730.25,
    endTime: 1795169731.5,
    completionStartTime: 1795169731.5,
    model_map_information: { model_map_key: 'gpt-4o-mini', model_map_value: null },
    model: 'gpt-4o-mini',
    model_id: 'abc',
    model_group: 'cheap',
    api_base: 'https://api.openai.com/v1/',
    metadata: {
      user_api_key_hash: '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
      user_api_key_alias: 'checkout-key',
      user_api_key_team_id: 'team-search',
      user_api_key_user_id: 'owner-1',
      user_api_key_org_id: 'org-1',
      spend_logs_metadata: null,
      requester_metadata: {},
    },
    cache_hit: false,
    saved_cache_cost: 0.0,
    request_tags: ['jobID:214590', 'prod', 'User-Agent: litellm', 'User-Agent: litellm/1.0'],
    end_user: 'customer-7',
    messages: [{ role: 'user', content: 'a secret prompt' }],
    response: {
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      choices: [],
      usage: {
        prompt_tokens: 20,
        completion_tokens: 10,
        total_tokens: 30,
        prompt_tokens_details: { cached_tokens: 5, audio_tokens: null },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    },
    error_str: null,
    model_parameters: {},
    hidden_params: {},
    ...more,
  };
}

const liteLlmEvent = (payload: Record<string, unknown>) => liteLlmEvents(payload)[0];

describe('liteLlmEvents', () => {
  it('maps end user, team, session, key and tags, and leaves prompts out', () => {
    const event = liteLlmEvent(aPayload());
    expect(event).toEqual({
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      occurredAt: '2026-11-20T10:15:31.500Z',
      provider: 'openai',
      service: 'llm',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 15, cache_read_tokens: 5, output_tokens: 6, output_reasoning_tokens: 4 },
      reportedCostUsd: 2.85e-5,
      operation: 'acompletion',
      userId: 'customer-7',
      resource: { type: 'session', id: 'sess-1' },
      group: { type: 'team', id: 'team-search' },
      tags: { key: 'checkout-key', jobID: '214590', prod: 'true' },
      via: 'litellm',
      metadata: {
        traceId: 'sess-1',
        modelGroup: 'cheap',
        organization: 'org-1',
        apiBase: 'https://api.openai.com/v1/',
      },
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('takes the user of the key where no end user is named, and no session that LiteLLM made up', () => {
    const event = liteLlmEvent(aPayload({ end_user: '', trace_id: 'b980db26-9512-45cc-b1da-c511a363b83f' }));
    expect(event['userId']).toBe('owner-1');
    expect(event['resource']).toBeUndefined();
  });

  it('takes cache writes out of the prompt, those of an hour apart', () => {
    const usage = {
      prompt_tokens: 10_010,
      completion_tokens: 5,
      prompt_tokens_details: {
        cached_tokens: 3000,
        cache_creation_tokens: 7000,
        cache_creation_token_details: { ephemeral_5m_input_tokens: 5000, ephemeral_1h_input_tokens: 2000 },
      },
      cache_creation_input_tokens: 7000,
      cache_read_input_tokens: 3000,
    };
    const event = liteLlmEvent(aPayload({ custom_llm_provider: 'anthropic', response: { usage } }));
    expect(event['usage']).toEqual({
      input_tokens: 10,
      cache_read_tokens: 3000,
      cache_write_5m_tokens: 5000,
      cache_write_1h_tokens: 2000,
      output_tokens: 5,
    });
  });

  it('takes the provider off the model, and the counts of the payload where the answer is not logged', () => {
    const event = liteLlmEvent(
      aPayload({ model: 'bedrock/anthropic.claude-3-haiku', custom_llm_provider: 'bedrock', response: null }),
    );
    expect(event).toMatchObject({
      model: 'anthropic.claude-3-haiku',
      usage: { input_tokens: 20, output_tokens: 10 },
    });
  });

  it('makes a message of each model that worked on a message of Anthropic', () => {
    const advisor = {
      type: 'advisor_message',
      model: 'claude-opus-4-6',
      input_tokens: 823,
      output_tokens: 1612,
    };
    const usage = { input_tokens: 412, output_tokens: 531, iterations: [advisor] };
    const events = liteLlmEvents(
      aPayload({
        call_type: 'anthropic_messages',
        custom_llm_provider: 'anthropic',
        model: 'claude-sonnet-4-6',
        response: { id: 'msg_1', type: 'message', model: 'claude-sonnet-4-6', usage },
      }),
    );
    expect(events).toMatchObject([
      {
        model: 'claude-sonnet-4-6',
        usage: { input_tokens: 412, output_tokens: 531 },
        reportedCostUsd: 2.85e-5,
      },
      { model: 'claude-opus-4-6', usage: { input_tokens: 823, output_tokens: 1612 }, userId: 'customer-7' },
    ]);
    expect(events[1]).not.toHaveProperty('reportedCostUsd');
  });

  it.each([
    ['bedrock/converse/us.amazon.nova-lite-v1:0', 'us.amazon.nova-lite-v1:0', undefined],
    [
      'us-west-2/anthropic.claude-3-haiku-20240307-v1:0',
      'anthropic.claude-3-haiku-20240307-v1:0',
      'us-west-2',
    ],
    ['invoke/us-gov-west-1/amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', 'us-gov-west-1'],
  ])('names model and region of %s', (model, named, region) => {
    const event = liteLlmEvent(aPayload({ model, custom_llm_provider: 'bedrock' }));
    expect([event['model'], event['region']]).toEqual([named, region]);
  });

  it('names the model of a deployment on Azure, and the one that a fallback of Anthropic was', () => {
    const azure = aPayload({ model: 'azure/mine', custom_llm_provider: 'azure' });
    const response = { ...(azure['response'] as object), model: 'gpt-4o-mini-2024-07-18' };
    expect(liteLlmEvent({ ...azure, response })['model']).toBe('gpt-4o-mini-2024-07-18');
    const iterations = [
      { type: 'message', model: 'claude-fable-5', input_tokens: 408, output_tokens: 57 },
      { type: 'fallback_message', model: 'claude-opus-4-8', input_tokens: 412, output_tokens: 264 },
    ];
    const usage = { input_tokens: 412, output_tokens: 264, iterations };
    const payload = aPayload({
      call_type: 'anthropic_messages',
      custom_llm_provider: 'anthropic',
      model: 'claude-fable-5',
      response: { model: 'claude-opus-4-8', usage },
    });
    expect(liteLlmEvents(payload)).toMatchObject([
      { model: 'claude-opus-4-8', usage: { input_tokens: 412, output_tokens: 264 } },
      { model: 'claude-fable-5', usage: { input_tokens: 408, output_tokens: 57 } },
    ]);
  });

  it('counts a hit in its cache at nothing, and a failure as failed', () => {
    expect(liteLlmEvent(aPayload({ cache_hit: true, response_cost: 0 }))).toMatchObject({
      provider: 'litellm',
      outcome: 'cached',
      usage: { requests: 1 },
      reportedCostUsd: 0,
    });
    const failure = {
      status: 'failure',
      prompt_tokens: 0,
      completion_tokens: 0,
      response: {},
      response_cost: 0,
    };
    expect(liteLlmEvent(aPayload(failure))).toMatchObject({ outcome: 'failed', usage: { input_tokens: 0 } });
  });

  it('reads embeddings and images by their own counts', () => {
    expect(
      liteLlmEvent(
        aPayload({ call_type: 'aembedding', response: { usage: { prompt_tokens: 8, total_tokens: 8 } } }),
      ),
    ).toMatchObject({ service: 'embedding', usage: { input_tokens: 8 } });
    expect(
      liteLlmEvent(
        aPayload({
          call_type: 'aimage_generation',
          response: { data: [{}, {}] },
          model_parameters: { size: '1792x1024' },
        }),
      ),
    ).toMatchObject({ service: 'image', usage: { images: 2 }, attributes: { size: '1792x1024' } });
  });
});

describe('a message of the queue', () => {
  it('may be such a payload as LiteLLM sends it, or a list of them', () => {
    const one = parseMessage(JSON.stringify(aPayload()));
    const many = parseMessage(JSON.stringify([aPayload(), aPayload({ id: 'chatcmpl-0123456789abcdef' })]));
    expect([one, many].map((parsed) => parsed.map(({ kind }) => kind))).toEqual([
      ['accepted'],
      ['accepted', 'accepted'],
    ]);
    expect(one[0]).toMatchObject({ event: { userId: 'customer-7', via: 'litellm' } });
    expect(JSON.stringify(one)).not.toContain('secret');
  });

  it('keeps no name of a user where the ledger hides them', () => {
    const [parsed] = parseMessage(JSON.stringify(aPayload()), (userId) => `h-${userId}`);
    expect(parsed).toMatchObject({ event: { userId: 'h-customer-7' } });
    const texts = JSON.stringify([parsed?.body, parsed && 'event' in parsed && parsed.event]);
    expect(texts.replaceAll('h-customer-7', '')).not.toMatch(/customer-7|owner-1/);
  });
});

it('is not taken for a payload when it is a usage message', () => {
  expect(isLiteLlmPayload({ id: 'a', model: 'm', provider: 'p', occurredAt: 'x', usage: {} })).toBe(false);
  expect(isLiteLlmPayload(null)).toBe(false);
});

it('has the tier that was served, and the searches that LiteLLM counts', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
  const event = liteLlmEvent(aPayload({ response: { usage, service_tier: 'flex' } }));
  expect(event['attributes']).toEqual({ service_tier: 'flex' });
  const searched = { ...usage, server_tool_use: { web_search_requests: 2 } };
  const claude = { custom_llm_provider: 'anthropic', model: 'claude-sonnet-4-5' };
  expect(liteLlmEvent(aPayload({ ...claude, response: { usage: searched } }))['usage']).toEqual({
    input_tokens: 1000,
    output_tokens: 100,
    web_searches: 2,
  });
  // Gemini up to 2 bills the prompt that was grounded, however many searches it took.
  const grounded = { ...usage, prompt_tokens_details: { web_search_requests: 3 } };
  const gemini = { custom_llm_provider: 'gemini', model: 'gemini-2.5-flash' };
  expect(liteLlmEvent(aPayload({ ...gemini, response: { usage: grounded } }))['usage']).toMatchObject({
    web_searches: 1,
  });
});

it('of images that bill tokens has their tokens', () => {
  const usage = {
    input_tokens: 50,
    output_tokens: 4160,
    total_tokens: 4210,
    input_tokens_details: { text_tokens: 50, image_tokens: 0 },
  };
  const images = { call_type: 'aimage_generation', model: 'gpt-image-1', response: { data: [{}], usage } };
  expect(liteLlmEvent(aPayload(images))).toMatchObject({
    service: 'image',
    usage: { input_tokens: 50, output_image_tokens: 4160 },
  });
});
