import { describe, expect, it } from 'vitest';
import {
  fromOpenAiChat,
  fromOpenAiEmbedding,
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiResponse,
  fromOpenAiTranscription,
} from '../../providers/openai.ts';
import { type AcceptedRow, problemsOf, type RejectedRow } from './readings.ts';

const accepted: AcceptedRow[] = [
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
];

const rejected: RejectedRow[] = [
  [
    'more cached than input',
    fromOpenAiChat({
      prompt_tokens: 10,
      completion_tokens: 1,
      prompt_tokens_details: { cached_tokens: 11 },
    }),
    /more than prompt_tokens/,
  ],
  [
    'a total that does not add up',
    fromOpenAiChat({ prompt_tokens: 10, completion_tokens: 1, total_tokens: 12 }),
    /total_tokens is 12/,
  ],
  ['a negative count', fromOpenAiChat({ prompt_tokens: -1, completion_tokens: 1 }), /prompt_tokens must be/],
  [
    'a fraction of a token',
    fromOpenAiResponse({ input_tokens: 1.5, output_tokens: 1 }),
    /input_tokens must be/,
  ],
  [
    'more reasoning than output',
    fromOpenAiResponse({
      input_tokens: 1,
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 2 },
    }),
    /more than output_tokens/,
  ],
  ['seconds that are none', fromOpenAiTranscription({ type: 'duration', seconds: -1 }), /seconds must be/],
  ['no object at all', fromOpenAiChat('many tokens'), /must be an object/],
];

describe('usage of OpenAI', () => {
  it.each(accepted)('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });

  it.each(rejected)('with %s is rejected with its payload', (_name, reading, problem) => {
    expect(problemsOf(reading)).toMatch(problem);
  });
});
