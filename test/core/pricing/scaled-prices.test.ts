import { describe, expect, it } from 'vitest';
import { ONE, parseDecimal, parseUsd, picoUnits, sumUsd } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { scaledPrices } from '../../../core/pricing/scaled-prices.ts';

const book = createPriceBook();
const ask = (model: string, provider = 'openai') => ({
  provider,
  model,
  attributes: {},
  usage: { input_tokens: picoUnits(1_000_001n * ONE), output_tokens: picoUnits(7n * ONE) },
  at: Date.parse('2026-11-20T12:00:00Z'),
});
const factors = [{ provider: 'openai', model: 'gpt-4o-mini', factor: parseDecimal('1.1') }];

describe('scaled prices', () => {
  it('multiply the unit price of each line of the model, its dated ids included', () => {
    const plain = book.price(ask('gpt-4o-mini'));
    for (const model of ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18']) {
      const { lines, cost, status } = scaledPrices(book, factors).price(ask(model));
      expect(status).toBe('priced');
      expect(lines.map(({ unitPrice }) => unitPrice)).toEqual(
        plain.lines.map(({ unitPrice }) => (unitPrice * 11n) / 10n),
      );
      expect(lines[0]?.cost).toBe(parseUsd('0.165000165'));
      expect(cost).toBe(sumUsd(lines.map((line) => line.cost)));
      expect(lines[0]?.priceId).toMatch(/ x 1\.1$/);
    }
  });

  it('leave other models, other providers and what has no price as they are', () => {
    const scaled = scaledPrices(book, factors);
    for (const request of [ask('gpt-4o'), ask('gpt-4o-mini', 'azure'), ask('nobody-knows-it')])
      expect(scaled.price(request)).toEqual(book.price(request));
    expect(scaledPrices(book, [])).toBe(book);
  });
});
