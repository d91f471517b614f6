import { describe, expect, it } from 'vitest';
import { type AiSdkCall, readAiSdkUsage } from '../../providers/ai-sdk-raw.ts';

function counts(input: number, output: number, raw?: object) {
  return {
    inputTokens: input,
    inputTokenDetails: { noCacheTokens: input },
    outputTokens: output,
    outputTokenDetails: {},
    raw,
  };
}

describe('usage of the AI SDK with that of the provider beside it', () => {
  it.each<[string, object, AiSdkCall, object, object?]>([
    [
      'sound of OpenAI',
      counts(100, 50, {
        prompt_tokens: 100,
        prompt_tokens_details: { audio_tokens: 80, cached_tokens: 0 },
        completion_tokens: 50,
        completion_tokens_details: { audio_tokens: 40 },
      }),
      { provider: 'openai.chat' },
      { input_tokens: 20, input_audio_tokens: 80, output_tokens: 10, output_audio_tokens: 40 },
    ],
    [
      'an image of Gemini',
      counts(10, 1290, {
        promptTokenCount: 10,
        candidatesTokenCount: 1290,
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
        totalTokenCount: 1300,
      }),
      { provider: 'google.generative-ai', fees: { web_searches: 1 } },
      { input_tokens: 10, output_image_tokens: 1290, web_searches: 1 },
    ],
    [
      'the tier of Vertex AI',
      counts(10, 1, { promptTokenCount: 10, candidatesTokenCount: 1, trafficType: 'ON_DEMAND_PRIORITY' }),
      { provider: 'google.vertex.chat' },
      { input_tokens: 10, output_tokens: 1 },
      { service_tier: 'priority' },
    ],
    [
      'a compaction of Anthropic, its speed and place, and its searches once',
      counts(3000, 5, {
        input_tokens: 3000,
        output_tokens: 5,
        speed: 'fast',
        inference_geo: 'us',
        server_tool_use: { web_search_requests: 2 },
        iterations: [
          { type: 'compaction', input_tokens: 55_000, output_tokens: 1200 },
          { type: 'message', input_tokens: 3000, output_tokens: 5 },
        ],
      }),
      { provider: 'anthropic.messages', fees: { web_searches: 2 } },
      { input_tokens: 58_000, output_tokens: 1205, web_searches: 2 },
      { speed: 'fast', inference_geo: 'us' },
    ],
    [
      "Perplexity's fee for the request",
      counts(14, 100, { prompt_tokens: 14, completion_tokens: 100, search_context_size: 'low' }),
      { provider: 'perplexity', model: 'sonar' },
      { input_tokens: 14, output_tokens: 100, requests: 1 },
      { search_context_size: 'low' },
    ],
    [
      'cache writes of Bedrock',
      counts(309, 20, { inputTokens: 9, outputTokens: 20, cacheWriteInputTokens: 300, totalTokens: 329 }),
      { provider: 'amazon-bedrock' },
      { input_tokens: 9, cache_write_5m_tokens: 300, output_tokens: 20 },
    ],
    [
      'thoughts of Gemini in version 4',
      { promptTokens: 9, completionTokens: 20 },
      {
        provider: 'google.generative-ai',
        metadata: {
          google: {
            usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 20, thoughtsTokenCount: 300 },
          },
        },
      },
      { input_tokens: 9, output_tokens: 20, output_reasoning_tokens: 300 },
    ],
  ])('reads %s', (_name, usage, call, parts, attributes = {}) => {
    expect(readAiSdkUsage(usage, call)).toEqual({ kind: 'usage', usage: parts, attributes });
  });

  it.each([
    ['sonar', {}, { requests: 1 }, { search_context_size: 'low' }],
    ['sonar', { cost: { requestCost: 0 } }, {}, {}],
    [
      'sonar-deep-research',
      { usage: { citationTokens: 20, numSearchQueries: 3 } },
      { web_searches: 3, output_citation_tokens: 20 },
      {},
    ],
  ])(
    "has Perplexity's fees for %s by the metadata of version 5: %j",
    (model, perplexity, fees, attributes) => {
      const call = { provider: 'perplexity', model, metadata: { perplexity } };
      expect(readAiSdkUsage({ inputTokens: 14, outputTokens: 100 }, call)).toEqual({
        kind: 'usage',
        usage: { input_tokens: 14, output_tokens: 100, ...fees },
        attributes,
      });
    },
  );

  it('takes the sum of several steps and not the metadata of the last one', () => {
    const metadata = { anthropic: { usage: { input_tokens: 9, output_tokens: 20 } } };
    const sum = { inputTokens: 90, outputTokens: 200, totalTokens: 290 };
    expect(readAiSdkUsage(sum, { provider: 'anthropic.messages', metadata })).toMatchObject({
      usage: { input_tokens: 90, output_tokens: 200 },
    });
  });

  it('takes the counts of the SDK where those of the provider are no known shape, or contradict themselves', () => {
    const parts = { usage: { input_tokens: 10, output_tokens: 2 } };
    expect(readAiSdkUsage(counts(10, 2, { tokens: 12 }))).toMatchObject(parts);
    const odd = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 99 };
    expect(readAiSdkUsage(counts(10, 2, odd))).toMatchObject(parts);
  });
});
