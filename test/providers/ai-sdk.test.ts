import { describe, expect, it } from 'vitest';
import { fromAiSdk, fromAiSdkEmbedding } from '../../providers/ai-sdk.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

const accepted: AcceptedRow[] = [
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
];

const uncertain: UncertainRow[] = [
  [
    'details that do not add up',
    fromAiSdk({
      inputTokens: 10,
      inputTokenDetails: { noCacheTokens: 5, cacheReadTokens: 1 },
      outputTokens: 1,
    }),
    /do not add up/,
    { input_tokens: 9, cache_read_tokens: 1, output_tokens: 1 },
  ],
];

describe('usage of the AI SDK', () => {
  it.each(accepted)('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });

  it.each(uncertain)('with %s keeps what is certain, says the contradiction and what was sent', (...row) => {
    const [, reading, problem, usage] = row;
    const doubts = doubtsOf(reading);
    expect(doubts.problems).toMatch(problem);
    expect(doubts.usage).toEqual(usage);
  });
});
