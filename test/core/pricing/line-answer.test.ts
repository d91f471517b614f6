import { describe, expect, it } from 'vitest';
import { lineSchema } from '../../../contracts/api/entries.ts';
import { parseDecimal, parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import { lineAnswer } from '../../../core/pricing/line-answer.ts';

describe('a priced line', () => {
  it('is shown in decimal text, as its schema says', () => {
    const answer = lineAnswer({
      unit: 'input_tokens',
      quantity: parseQuantity('800'),
      unitPrice: parseUsd('0.15'),
      per: parseDecimal('1000000'),
      cost: parseUsd('0.00012'),
      priceId: 'openai/gpt-4o-mini/input_tokens',
    });
    expect(answer).toEqual({
      unit: 'input_tokens',
      quantity: '800',
      unitPriceUsd: '0.15',
      per: '1000000',
      costUsd: '0.00012',
      priceId: 'openai/gpt-4o-mini/input_tokens',
    });
    expect(lineSchema.parse(answer)).toEqual(answer);
  });
});
