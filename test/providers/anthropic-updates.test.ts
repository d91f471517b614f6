import { describe, expect, it } from 'vitest';
import { updatedUsage } from '../../providers/anthropic-updates.ts';

const START = {
  input_tokens: 30,
  cache_read_input_tokens: 500,
  cache_creation_input_tokens: 100,
  output_tokens: 1,
};

describe('the usage of a stream of messages', () => {
  it('keeps what a later event says null of', () => {
    expect(updatedUsage(START, { output_tokens: 628, cache_read_input_tokens: null })).toEqual({
      ...START,
      output_tokens: 628,
    });
    expect(updatedUsage(undefined, START)).toEqual(START);
    expect(updatedUsage(START, undefined)).toEqual(START);
  });

  it.each([
    [
      'as long as the rest',
      { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100 },
      { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 150 },
    ],
    [
      'five minutes where the rest has both times',
      { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
      { ephemeral_5m_input_tokens: 110, ephemeral_1h_input_tokens: 40 },
    ],
  ])('keeps cache writes that were added %s', (_name, split, expected) => {
    const update = { cache_creation_input_tokens: 150 };
    expect(updatedUsage({ ...START, cache_creation: split }, update)['cache_creation']).toEqual(expected);
  });
});
