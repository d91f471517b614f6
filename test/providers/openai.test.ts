import { describe, expect, it } from 'vitest';
import {
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiTokens,
  fromOpenAiTranscription,
} from '../../providers/openai.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

const accepted: AcceptedRow[] = [
  [
    'OpenAI chat with cached, reasoning and predicted tokens',
    fromOpenAiTokens(
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
    fromOpenAiTokens(
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
    fromOpenAiTokens(
      {
        input_tokens: 300,
        input_tokens_details: { cached_tokens: 100, cache_write_tokens: 50 },
        output_tokens: 80,
        output_tokens_details: { reasoning_tokens: 64 },
        total_tokens: 380,
      },
      { serviceTier: 'flex', fees: { web_searches: 2 } },
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
  ['OpenAI embeddings', fromOpenAiTokens({ prompt_tokens: 8, total_tokens: 8 }), { input_tokens: 8 }],
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
];

/** Spellings and sums of providers that copy the protocol, each as its own documentation shows them. */
const copies: AcceptedRow[] = [
  [
    'xAI, reasoning beside the completion',
    fromOpenAiTokens({
      prompt_tokens: 12,
      completion_tokens: 2,
      completion_tokens_details: { reasoning_tokens: 317 },
      total_tokens: 331,
    }),
    { input_tokens: 12, output_tokens: 2, output_reasoning_tokens: 317 },
  ],
  [
    'xAI without a total, by what it documents',
    fromOpenAiTokens(
      { prompt_tokens: 12, completion_tokens: 20, completion_tokens_details: { reasoning_tokens: 10 } },
      { provider: 'x-ai' },
    ),
    { input_tokens: 12, output_tokens: 20, output_reasoning_tokens: 10 },
  ],
  [
    'Gemini by the OpenAI protocol, thoughts in the total alone',
    fromOpenAiTokens(
      { prompt_tokens: 9, completion_tokens: 41, total_tokens: 1280 },
      { provider: 'google', model: 'gemini-2.5-flash' },
    ),
    { input_tokens: 9, output_tokens: 41, output_reasoning_tokens: 1230 },
  ],
  [
    'Moonshot, cached tokens at the top',
    fromOpenAiTokens({ prompt_tokens: 100, cached_tokens: 80, completion_tokens: 5, total_tokens: 105 }),
    { input_tokens: 20, cache_read_tokens: 80, output_tokens: 5 },
  ],
  [
    'DeepSeek, hits and misses',
    fromOpenAiTokens({
      prompt_tokens: 100,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
      completion_tokens: 5,
    }),
    { input_tokens: 36, cache_read_tokens: 64, output_tokens: 5 },
  ],
  [
    'Mistral, details in the singular',
    fromOpenAiTokens({
      prompt_tokens: 801,
      prompt_token_details: { cached_tokens: 768 },
      completion_tokens: 2,
      total_tokens: 803,
    }),
    { input_tokens: 33, cache_read_tokens: 768, output_tokens: 2 },
  ],
  [
    'a gateway that passes the cached tokens of Anthropic beside the prompt',
    fromOpenAiTokens({
      prompt_tokens: 9,
      completion_tokens: 20,
      total_tokens: 12_029,
      cache_creation_input_tokens: 12_000,
    }),
    { input_tokens: 9, cache_write_5m_tokens: 12_000, output_tokens: 20 },
  ],
  ['Voyage, a total alone', fromOpenAiTokens({ total_tokens: 8 }), { input_tokens: 8 }],
  [
    'Voxtral, seconds beside the tokens',
    fromOpenAiTokens({
      prompt_audio_seconds: 203,
      prompt_tokens: 4,
      completion_tokens: 635,
      total_tokens: 3264,
    }),
    { audio_seconds: '203', input_tokens: 4, output_tokens: 635 },
  ],
  [
    'realtime with cached audio',
    fromOpenAiTokens({
      total_tokens: 253,
      input_tokens: 132,
      output_tokens: 121,
      input_token_details: {
        text_tokens: 119,
        audio_tokens: 13,
        cached_tokens: 64,
        cached_tokens_details: { text_tokens: 54, audio_tokens: 10 },
      },
      output_token_details: { text_tokens: 30, audio_tokens: 91 },
    }),
    {
      input_tokens: 65,
      cache_read_tokens: 54,
      input_audio_tokens: 3,
      cache_audio_read_tokens: 10,
      output_tokens: 30,
      output_audio_tokens: 91,
    },
  ],
  [
    'cached audio whose details are left out',
    fromOpenAiTokens({
      prompt_tokens: 100,
      prompt_tokens_details: { audio_tokens: 90, cached_tokens: 64 },
      completion_tokens: 5,
      total_tokens: 105,
    }),
    { cache_read_tokens: 10, input_audio_tokens: 36, cache_audio_read_tokens: 54, output_tokens: 5 },
  ],
];

const uncertain: UncertainRow[] = [
  [
    'more cached than input',
    fromOpenAiTokens({
      prompt_tokens: 10,
      completion_tokens: 1,
      prompt_tokens_details: { cached_tokens: 11 },
    }),
    /more than prompt_tokens/,
    { input_tokens: 10, cache_read_tokens: 11, output_tokens: 1 },
  ],
  [
    'a total that does not add up',
    fromOpenAiTokens({ prompt_tokens: 10, completion_tokens: 1, total_tokens: 12 }),
    /total_tokens is 12/,
    { input_tokens: 10, output_tokens: 1 },
  ],
  [
    'a negative count',
    fromOpenAiTokens({ prompt_tokens: -1, completion_tokens: 1 }),
    /prompt_tokens must be/,
    { output_tokens: 1 },
  ],
  [
    'a fraction of a token',
    fromOpenAiTokens({ input_tokens: 1.5, output_tokens: 1 }),
    /input_tokens must be/,
    { output_tokens: 1 },
  ],
  [
    'more reasoning than output',
    fromOpenAiTokens({
      input_tokens: 1,
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 2 },
    }),
    /more than output_tokens/,
    { input_tokens: 1, output_tokens: 1, output_reasoning_tokens: 2 },
  ],
  [
    'seconds that are none',
    fromOpenAiTranscription({ type: 'duration', seconds: -1 }),
    /seconds must be/,
    {},
  ],
  ['no object at all', fromOpenAiTokens('many tokens'), /must be an object/, {}],
  [
    'audio beyond the prompt',
    fromOpenAiTokens({ prompt_tokens: 5, prompt_tokens_details: { audio_tokens: 9 } }),
    /more than prompt_tokens/,
    { input_audio_tokens: 9 },
  ],
];

describe('usage of OpenAI', () => {
  it.each([...accepted, ...copies])('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });

  it.each(uncertain)('with %s keeps what is certain, says the contradiction and what was sent', (...row) => {
    const [, reading, problem, usage] = row;
    const doubts = doubtsOf(reading);
    expect(doubts.problems).toMatch(problem);
    expect(doubts.usage).toEqual(usage);
  });
});
