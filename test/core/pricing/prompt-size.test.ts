import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../core/money/decimal.ts';
import { promptSize } from '../../../core/pricing/prompt-size.ts';

const USAGE = {
  input_tokens: parseQuantity('150000'),
  cache_read_tokens: parseQuantity('50000'),
  output_tokens: parseQuantity('9000'),
};

describe('the size of a prompt', () => {
  it('is all that was sent, read from a cache or not, without what came back', () => {
    expect(promptSize(USAGE, {})).toBe(parseQuantity('200000'));
  });

  it('is the mean of the calls that a sum says it has', () => {
    expect(promptSize(USAGE, { model_calls: '4' })).toBe(parseQuantity('50000'));
    expect(promptSize(USAGE, { model_calls: 'many' })).toBe(parseQuantity('200000'));
  });

  it('is below all steps where every prompt is said to be short', () => {
    expect(promptSize(USAGE, { prompt_size: 'short', model_calls: '4' })).toBe(parseQuantity('0'));
  });
});
