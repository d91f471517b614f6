import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity, picoUnits, plus, type Quantity, ZERO_QUANTITY } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { PricedLine } from '../../../core/pricing/price-book.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { quoteOf } from '../../support/ledger-entry.ts';

const book = createPriceBook();
const at = Date.parse('2026-11-21T12:00:00Z');

const MODELS = [
  ['openai', 'gpt-4o', ['input_tokens', 'cache_read_tokens', 'output_tokens', 'output_reasoning_tokens']],
  ['openai', 'gpt-5.6-sol', ['input_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'output_tokens']],
  [
    'anthropic',
    'claude-opus-4-5',
    ['input_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens', 'output_tokens'],
  ],
  ['google', 'gemini-2.5-pro', ['input_tokens', 'input_image_tokens', 'cache_read_tokens', 'output_tokens']],
  ['deepseek', 'deepseek-v4-pro', ['input_tokens', 'cache_read_tokens', 'output_tokens']],
  ['aws', 'arm64', ['requests', 'gb_seconds']],
  ['groq', 'whisper-large-v3-turbo', ['audio_seconds']],
  ['cloudflare', 'standard', ['requests', 'cpu_ms', 'operations', 'class_a']],
] as const;

/** Quantities of all sizes: a picounit up to 10^12 units, whole and broken. */
const quantity = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 10n ** 24n }),
    fc.bigInt({ min: 0n, max: 2_000_000n }).map((whole) => whole * 10n ** 12n),
    fc.constantFrom(
      0n,
      1n,
      271_999n * 10n ** 12n,
      272_000n * 10n ** 12n,
      200_000n * 10n ** 12n,
      200_001n * 10n ** 12n,
    ),
  )
  .map(picoUnits);

const request = fc.constantFrom(...MODELS).chain(([provider, model, parts]) =>
  fc.record({
    provider: fc.constant(provider),
    model: fc.constant(model),
    usage: fc.record(Object.fromEntries(parts.map((part) => [part, quantity]))),
    grown: fc.constantFrom(...parts),
    growth: quantity,
  }),
);

function price(provider: string, model: string, usage: Readonly<Record<string, Quantity>>) {
  return book.price({ provider, model, usage, attributes: {}, at });
}

function isExact({ quantity, unitPrice, cost, per }: PricedLine): boolean {
  const error = quantity * unitPrice - cost * per;
  return (error < 0n ? -error : error) * 2n <= per;
}

describe('any usage', () => {
  it('costs what its lines add up to, each one exact to half a picodollar', () => {
    fc.assert(
      fc.property(request, ({ provider, model, usage }) => {
        const { cost, lines, status } = price(provider, model, usage);
        expect(status).toBe('priced');
        expect(lines.reduce((sum, line) => sum + line.cost, 0n)).toBe(cost);
        expect(lines.every(isExact)).toBe(true);
      }),
      propertyRuns(10_000),
    );
  });

  it('never costs less when a part grows', () => {
    fc.assert(
      fc.property(request, ({ provider, model, usage, grown, growth }) => {
        const more = { ...usage, [grown]: plus(usage[grown] ?? ZERO_QUANTITY, growth) };
        expect(price(provider, model, more).cost).toBeGreaterThanOrEqual(price(provider, model, usage).cost);
      }),
      propertyRuns(2_000),
    );
  });

  it('costs the same however it is asked for, again and again', () => {
    const usage = { input_tokens: parseQuantity('123'), output_tokens: parseQuantity('4.5') };
    const reversed = { output_tokens: usage.output_tokens, input_tokens: usage.input_tokens };
    const first = price('openai', 'gpt-4o', usage);
    expect(price('openai', 'gpt-4o', usage)).toEqual(first);
    expect(price('openai', 'gpt-4o', reversed).cost).toBe(first.cost);
    expect(
      createPriceBook().price({ provider: 'openai', model: 'gpt-4o', usage, attributes: {}, at }),
    ).toEqual(first);
  });
});

const priceOf = (attributes: Record<string, string>) =>
  quoteOf({ provider: 'openai', model: 'gpt-5.5', usage: { input_tokens: 1_000_000 }, attributes }).usd;

describe('usage that is the sum of many calls', () => {
  it('has the step of one call’s prompt', () => {
    // A prompt of a million tokens is long: 10 USD a million. Ten of a hundred thousand are not: 5 USD.
    expect(priceOf({})).toBe('10');
    expect(priceOf({ model_calls: '10' })).toBe('5');
    expect(priceOf({ model_calls: '2' })).toBe('10');
    expect(priceOf({ prompt_size: 'short' })).toBe('5');
  });

  it.each(['0', '-1', '1.5', 'many', ''])('is one call where the count is %j', (model_calls) => {
    expect(priceOf({ model_calls })).toBe('10');
  });
});
