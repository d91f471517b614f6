import { describe, expect, it } from 'vitest';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { type AcceptedRow, problemsOf, type RejectedRow } from './readings.ts';

const accepted: AcceptedRow[] = [
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
];

const rejected: RejectedRow[] = [
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
];

describe('usage of Bedrock', () => {
  it.each(accepted)('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });

  it.each(rejected)('with %s is rejected with its payload', (_name, reading, problem) => {
    expect(problemsOf(reading)).toMatch(problem);
  });
});
