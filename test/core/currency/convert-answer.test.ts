import { describe, expect, it } from 'vitest';
import { convertAnswer } from '../../../core/currency/convert-answer.ts';
import { parseRates } from '../../../core/currency/currency.ts';
import { aDay } from '../../../testing/dates.ts';

const [rate] = parseRates([{ currency: 'EUR', rate: '0.5', date: aDay('2026-11-20'), source: 'a test' }]);
if (!rate) throw new Error('no rate');

describe('an answer in another currency', () => {
  it('converts amounts by their names, at any depth, and names the rate', () => {
    const answer = {
      totalUsd: '3',
      limitUsd: null,
      events: 3,
      share: '0.5',
      breakdown: { provider: { openai: '3' }, service: { llm: '-1' } },
      points: [{ at: '2026-11-20', by: { llm: '0.000000000003' } }],
      thresholds: [{ usd: '1' }, { percent: 80 }],
    };
    expect(convertAnswer(answer, rate)).toEqual({
      totalUsd: '1.5',
      limitUsd: null,
      events: 3,
      share: '0.5',
      breakdown: { provider: { openai: '1.5' }, service: { llm: '-0.5' } },
      // Half a pico is rounded to the even one.
      points: [{ at: '2026-11-20', by: { llm: '0.000000000002' } }],
      thresholds: [{ usd: '0.5' }, { percent: 80 }],
      currency: { currency: 'EUR', rate: '0.5', date: '2026-11-20', source: 'a test' },
    });
  });

  it('leaves quantities and what senders wrote', () => {
    const answer = {
      usage: { input_tokens: '8' },
      tags: { totalUsd: '8' },
      metadata: { usd: '8' },
      attributes: { by: '8' },
    };
    expect(convertAnswer(answer, rate)).toMatchObject(answer);
  });
});
