import { describe, expect, it } from 'vitest';
import { fromAiSdk, fromAiSdkEmbedding } from '../../providers/ai-sdk.ts';
import { fromAnthropic } from '../../providers/anthropic.ts';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { fromGemini } from '../../providers/gemini.ts';
import { fromOpenTelemetry } from '../../providers/open-telemetry.ts';
import {
  fromOpenAiChat,
  fromOpenAiEmbedding,
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiResponse,
  fromOpenAiTranscription,
} from '../../providers/openai.ts';
import type { UsageReading } from '../../providers/reading.ts';

type Parts = Readonly<Record<string, number | string>>;
type Row = readonly [
  name: string,
  reading: UsageReading,
  usage: Parts,
  attributes?: Readonly<Record<string, string>>,
];

const accepted: Row[] = [
  [
    'OpenAI chat with cached, reasoning and predicted tokens',
    fromOpenAiChat(
      {
        prompt_tokens: 1000,
        completion_tokens: 500,
        total_tokens: 1500,
        prompt_tokens_details: { cached_tokens: 200, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 320, audio_tokens: 0, accepted_prediction_tokens: 10 },
      },
      { serviceTier: 'default' },
    ),
    { input_tokens: 800, cache_read_tokens: 200, output_tokens: 180, output_reasoning_tokens: 320 },
  ],
  [
    'OpenAI chat with audio both ways on the priority tier',
    fromOpenAiChat(
      {
        prompt_tokens: 1200,
        completion_tokens: 500,
        total_tokens: 1700,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 1000 },
        completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 400 },
      },
      { serviceTier: 'priority' },
    ),
    { input_tokens: 200, input_audio_tokens: 1000, output_tokens: 100, output_audio_tokens: 400 },
    { service_tier: 'priority' },
  ],
  [
    'OpenAI responses with cache writes and a web search',
    fromOpenAiResponse(
      {
        input_tokens: 300,
        input_tokens_details: { cached_tokens: 100, cache_write_tokens: 50 },
        output_tokens: 80,
        output_tokens_details: { reasoning_tokens: 64 },
        total_tokens: 380,
      },
      { serviceTier: 'flex', webSearches: 2 },
    ),
    {
      input_tokens: 150,
      cache_read_tokens: 100,
      cache_write_5m_tokens: 50,
      output_tokens: 16,
      output_reasoning_tokens: 64,
      web_searches: 2,
    },
    { service_tier: 'flex' },
  ],
  ['OpenAI embeddings', fromOpenAiEmbedding({ prompt_tokens: 8, total_tokens: 8 }), { input_tokens: 8 }],
  [
    'OpenAI images by tokens',
    fromOpenAiImage({
      input_tokens: 60,
      input_tokens_details: { text_tokens: 10, image_tokens: 50 },
      output_tokens: 1056,
      total_tokens: 1116,
    }),
    { input_tokens: 10, input_image_tokens: 50, output_image_tokens: 1056 },
  ],
  [
    'OpenAI images by number',
    fromOpenAiImageCount(2, { size: '1792x1024', quality: 'hd' }),
    { images: 2 },
    { size: '1792x1024', quality: 'hd' },
  ],
  [
    'OpenAI transcription by tokens',
    fromOpenAiTranscription({
      type: 'tokens',
      input_tokens: 1010,
      input_token_details: { audio_tokens: 1000, text_tokens: 10 },
      output_tokens: 100,
      total_tokens: 1110,
    }),
    { input_tokens: 10, input_audio_tokens: 1000, output_tokens: 100 },
  ],
  [
    'OpenAI transcription by seconds',
    fromOpenAiTranscription({ type: 'duration', seconds: 12.5 }),
    { audio_seconds: '12.5' },
  ],
  [
    'Anthropic with both cache lifetimes, a search and the batch tier',
    fromAnthropic({
      input_tokens: 100,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
      cache_read_input_tokens: 1000,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      service_tier: 'batch',
      inference_geo: 'us',
      speed: 'standard',
    }),
    {
      input_tokens: 100,
      cache_read_tokens: 1000,
      cache_write_5m_tokens: 200,
      cache_write_1h_tokens: 100,
      output_tokens: 30,
      output_reasoning_tokens: 20,
      web_searches: 2,
    },
    { service_tier: 'batch', inference_geo: 'us' },
  ],
  [
    'Anthropic of before the lifetimes',
    fromAnthropic({
      input_tokens: 11,
      cache_creation_input_tokens: 144_211,
      cache_read_input_tokens: 0,
      output_tokens: 197,
    }),
    { input_tokens: 11, cache_write_5m_tokens: 144_211, output_tokens: 197 },
  ],
  [
    'Anthropic with nulls, as the API sends them',
    fromAnthropic({
      input_tokens: 3,
      cache_creation: null,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      inference_geo: 'not_available',
      output_tokens: 5,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: null,
    }),
    { input_tokens: 3, output_tokens: 5 },
  ],
  [
    'Gemini with cache, thoughts, tools, image and audio',
    fromGemini({
      promptTokenCount: 1000,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 700 },
        { modality: 'AUDIO', tokenCount: 200 },
        { modality: 'IMAGE', tokenCount: 100 },
      ],
      cachedContentTokenCount: 300,
      cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 300 }],
      toolUsePromptTokenCount: 40,
      candidatesTokenCount: 60,
      thoughtsTokenCount: 25,
      totalTokenCount: 1125,
      trafficType: 'ON_DEMAND_FLEX',
    }),
    {
      input_tokens: 440,
      input_audio_tokens: 200,
      input_image_tokens: 100,
      cache_read_tokens: 300,
      output_tokens: 60,
      output_reasoning_tokens: 25,
    },
    { service_tier: 'flex' },
  ],
  [
    'Gemini image output whose details leave out the text',
    fromGemini({
      promptTokenCount: 13,
      candidatesTokenCount: 1303,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
      totalTokenCount: 1316,
    }),
    { input_tokens: 13, output_tokens: 13, output_image_tokens: 1290 },
  ],
  [
    'Gemini speech',
    fromGemini({
      promptTokenCount: 20,
      candidatesTokenCount: 500,
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 500 }],
      totalTokenCount: 520,
    }),
    { input_tokens: 20, output_audio_tokens: 500 },
  ],
  [
    'Bedrock Converse with an hour write',
    fromBedrockConverse(
      {
        inputTokens: 10,
        outputTokens: 20,
        totalTokens: 430,
        cacheReadInputTokens: 100,
        cacheWriteInputTokens: 300,
        cacheDetails: [
          { ttl: '5m', inputTokens: 200 },
          { ttl: '1h', inputTokens: 100 },
        ],
      },
      { serviceTier: 'default' },
    ),
    {
      input_tokens: 10,
      cache_read_tokens: 100,
      cache_write_5m_tokens: 200,
      cache_write_1h_tokens: 100,
      output_tokens: 20,
    },
  ],
  [
    'AI SDK 7 with details and raw hour writes',
    fromAiSdk({
      inputTokens: 1300,
      inputTokenDetails: { noCacheTokens: 100, cacheReadTokens: 900, cacheWriteTokens: 300 },
      outputTokens: 50,
      outputTokenDetails: { textTokens: 40, reasoningTokens: 10 },
      totalTokens: 1350,
      raw: { cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 } },
    }),
    {
      input_tokens: 100,
      cache_read_tokens: 900,
      cache_write_5m_tokens: 200,
      cache_write_1h_tokens: 100,
      output_tokens: 40,
      output_reasoning_tokens: 10,
    },
  ],
  [
    'AI SDK 5 of OpenAI, cached inside the input',
    fromAiSdk(
      {
        inputTokens: 1000,
        outputTokens: 100,
        totalTokens: 1100,
        reasoningTokens: 60,
        cachedInputTokens: 200,
      },
      { provider: 'openai.chat' },
    ),
    { input_tokens: 800, cache_read_tokens: 200, output_tokens: 40, output_reasoning_tokens: 60 },
  ],
  [
    'AI SDK 5 of Anthropic, cached beside the input',
    fromAiSdk(
      { inputTokens: 5, outputTokens: 100, totalTokens: 105, cachedInputTokens: 2000 },
      { provider: 'anthropic.messages' },
    ),
    { input_tokens: 5, cache_read_tokens: 2000, output_tokens: 100 },
  ],
  ['AI SDK embeddings', fromAiSdkEmbedding({ tokens: 12 }), { input_tokens: 12 }],
  [
    'OpenTelemetry, current names',
    fromOpenTelemetry({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.cache_creation.input_tokens': 100,
      'openai.response.service_tier': 'priority',
    }).reading,
    { input_tokens: 300, cache_read_tokens: 600, cache_write_5m_tokens: 100, output_tokens: 50 },
    { service_tier: 'priority' },
  ],
  [
    'OpenTelemetry, previous names',
    fromOpenTelemetry({ 'gen_ai.usage.prompt_tokens': 10, 'gen_ai.usage.completion_tokens': 5 }).reading,
    { input_tokens: 10, output_tokens: 5 },
  ],
];

describe('usage as providers send it', () => {
  it.each(accepted)('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });
});

describe('a span', () => {
  it('names its provider and model', () => {
    const span = fromOpenTelemetry({
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 1,
    });
    expect(span).toMatchObject({ provider: 'openai', model: 'gpt-4o-2024-08-06' });
  });
});
