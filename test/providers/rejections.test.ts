import { describe, expect, it } from 'vitest';
import { fromAiSdk } from '../../providers/ai-sdk.ts';
import { fromAnthropic } from '../../providers/anthropic.ts';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { fromGemini } from '../../providers/gemini.ts';
import { fromOpenTelemetry } from '../../providers/open-telemetry.ts';
import { fromOpenAiChat, fromOpenAiResponse, fromOpenAiTranscription } from '../../providers/openai.ts';
import type { UsageReading } from '../../providers/reading.ts';

describe('usage that contradicts itself', () => {
  const rejected: (readonly [string, UsageReading, RegExp])[] = [
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
    [
      'a negative count',
      fromOpenAiChat({ prompt_tokens: -1, completion_tokens: 1 }),
      /prompt_tokens must be/,
    ],
    [
      'a fraction of a token',
      fromOpenAiResponse({ input_tokens: 1.5, output_tokens: 1 }),
      /input_tokens must be/,
    ],
    ['a missing count', fromAnthropic({ output_tokens: 1 }), /input_tokens is missing/],
    [
      'more reasoning than output',
      fromOpenAiResponse({
        input_tokens: 1,
        output_tokens: 1,
        output_tokens_details: { reasoning_tokens: 2 },
      }),
      /more than output_tokens/,
    ],
    [
      'lifetimes that do not add up',
      fromAnthropic({
        input_tokens: 1,
        output_tokens: 1,
        cache_creation_input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 1 },
      }),
      /cache_creation_input_tokens is 5/,
    ],
    [
      'modalities that do not add up',
      fromGemini({ promptTokenCount: 10, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 8 }] }),
      /promptTokensDetails add up to 8/,
    ],
    [
      'a negative modality',
      fromGemini({ promptTokenCount: 10, promptTokensDetails: [{ modality: 'IMAGE', tokenCount: -8 }] }),
      /tokenCount must be/,
    ],
    [
      'more cached than prompt',
      fromGemini({ promptTokenCount: 10, cachedContentTokenCount: 20 }),
      /more than prompt text/,
    ],
    [
      'cache details that do not add up',
      fromBedrockConverse({
        inputTokens: 1,
        outputTokens: 1,
        totalTokens: 2,
        cacheWriteInputTokens: 5,
        cacheDetails: [{ ttl: '1h', inputTokens: 9 }],
      }),
      /cacheDetails add up to 9/,
    ],
    [
      'details that do not add up',
      fromAiSdk({
        inputTokens: 10,
        inputTokenDetails: { noCacheTokens: 5, cacheReadTokens: 1 },
        outputTokens: 1,
      }),
      /do not add up/,
    ],
    [
      'cached tokens beyond the convention',
      fromOpenTelemetry({ 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.cache_read.input_tokens': 2000 })
        .reading,
      /more than input_tokens/,
    ],
    ['seconds that are none', fromOpenAiTranscription({ type: 'duration', seconds: -1 }), /seconds must be/],
    ['no object at all', fromOpenAiChat('many tokens'), /must be an object/],
  ];

  it.each(rejected)('with %s is rejected with its payload', (_name, reading, problem) => {
    expect(reading.kind).toBe('rejected');
    if (reading.kind !== 'rejected') return;
    expect(reading.problems.join('; ')).toMatch(problem);
    expect(reading.raw).toBeDefined();
  });
});
