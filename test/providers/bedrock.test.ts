import { describe, expect, it } from 'vitest';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

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

const uncertain: UncertainRow[] = [
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
    { input_tokens: 1, cache_write_1h_tokens: 5, output_tokens: 1 },
  ],
];

describe('usage of Bedrock', () => {
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
