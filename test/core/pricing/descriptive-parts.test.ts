import { assert as assertThat, constantFrom, dictionary, integer, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../../contracts/usage-vocabulary.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { PriceResult } from '../../../core/pricing/price-book.ts';
import { answerQuote } from '../../../core/pricing/quote.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const book = createPriceBook();

function priced(
  provider: string,
  model: string,
  usage: Readonly<Record<string, number | string>>,
  region?: string,
): PriceResult {
  const quantities = Object.entries(usage).map(
    ([unit, quantity]) => [unit, parseQuantity(String(quantity))] as const,
  );
  return book.price({
    provider,
    model,
    region,
    attributes: {},
    usage: Object.fromEntries(quantities),
    at: NOW,
  });
}

function answer(...asked: Parameters<typeof priced>): string {
  const { status, lines, unpriced } = priced(...asked);
  const parts = lines.map(
    ({ unit, quantity, cost }) => `${unit} ${formatDecimal(quantity)} ${formatDecimal(cost)}`,
  );
  return [status, ...parts, ...unpriced].join(', ');
}

describe('usage that only describes the work', () => {
  it.each([
    ['aws', 'lambda', { memory_mb: 512, duration_ms: 900_000 }, 'priced, gb_seconds 450 0.007500015'],
    ['aws', 'lambda', { memory_mb: 128, duration_ms: 1 }, 'priced, gb_seconds 0.000125 0.000000002083'],
    ['aws', 'lambda-arm64', { memory_mb: 1024, duration_ms: 1000 }, 'priced, gb_seconds 1 0.0000133334'],
    ['aws', 'arm64', { memory_mb: 1024, duration_ms: 1000 }, 'priced, gb_seconds 1 0.0000133334'],
    [
      'aws',
      'lambda',
      { requests: 1, memory_mb: 1024, duration_ms: 1000 },
      'priced, requests 1 0.0000002, gb_seconds 1 0.0000166667',
    ],
    [
      'aws',
      'lambda',
      { gb_seconds: 2, memory_mb: 512, duration_ms: 1000 },
      'priced, gb_seconds 2 0.0000333334',
    ],
    ['aws', 'sqs-standard', { billed_requests: 40 }, 'priced, requests 40 0.000016'],
  ])('%s %s %o is %s', (provider, model, usage, expected) => {
    expect(answer(provider, model, usage)).toBe(expected);
  });

  it.each([
    ['aws', 'lambda', { duration_ms: 900_000 }, 'unpriced, duration_ms'],
    ['aws', 'lambda', { memory_mb: 512 }, 'unpriced, memory_mb'],
    ['aws', 'ephemeral-storage', { memory_mb: 512, duration_ms: 1 }, 'unpriced, memory_mb, duration_ms'],
    ['aws', 'sqs-standard', { message_bytes: 1000 }, 'unpriced, message_bytes'],
    ['cloudflare', 'queues', { message_kb: 64 }, 'unpriced, message_kb'],
    ['aws', 's3-standard', { billed_requests: 3 }, 'unpriced, billed_requests'],
    ['openai', 'gpt-4o', { duration_ms: 1200 }, 'unpriced, duration_ms'],
    ['openai', 'gpt-4o', { duration_ms: 1200, foo: 0 }, 'unpriced, duration_ms'],
    ['nobody', 'nothing', { duration_ms: 1200 }, 'unpriced, duration_ms'],
  ])('%s %s %o is %s', (provider, model, usage, expected) => {
    expect(answer(provider, model, usage)).toBe(expected);
  });

  it('counts no function of a place that the catalogue has no price of', () => {
    const parts = { memory_mb: 512, duration_ms: 1 };
    expect(answer('aws', 'lambda', parts, 'eu-north-1')).toBe('unpriced, memory_mb, duration_ms');
  });

  it('takes a part of zero that has a price at its word', () => {
    expect(answer('openai', 'gpt-4o', { input_tokens: 0, output_tokens: 0, duration_ms: 1200 })).toBe(
      'priced, input_tokens 0 0, output_tokens 0 0',
    );
    const body = {
      provider: 'openai',
      model: 'gpt-4o',
      usage: { input_tokens: 0, duration_ms: 900 },
      period: 'month',
    };
    expect(answerQuote(book, body, NOW)).toMatchObject({
      costUsd: '0',
      lines: [{ unit: 'input_tokens', quantity: '0', costUsd: '0' }],
    });
  });
});

describe('any usage of any model', () => {
  const models = book
    .list({ at: NOW })
    .filter(({ region }) => region === null || region.startsWith('us-east-1'));
  const quantity = integer({ min: 1, max: 1_000_000 });
  const units = constantFrom(...USAGE_UNITS, ...DESCRIPTIVE_UNITS, 'unheard_of');
  const described = constantFrom(...DESCRIPTIVE_UNITS);

  it('is never priced without a line while a quantity is above zero', () => {
    assertThat(
      property(
        constantFrom(...models),
        oneof(dictionary(units, quantity, { minKeys: 1 }), dictionary(described, quantity, { minKeys: 1 })),
        ({ provider, sku, unit }, usage) => {
          for (const sent of [usage, { ...usage, [unit]: 1 }]) {
            const { status, lines, unpriced } = priced(provider, sku, sent);
            expect(status === 'unpriced' || lines.length > 0).toBe(true);
            expect(lines.length + unpriced.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a quote of such usage', () => {
  const usage = { memory_mb: 512, duration_ms: 900_000 };

  it('shows the part that was counted', () => {
    expect(answerQuote(book, { provider: 'aws', model: 'lambda', usage }, NOW)).toMatchObject({
      status: 'priced',
      costUsd: '0.007500015',
      lines: [{ unit: 'gb_seconds', quantity: '450' }],
    });
  });

  it('prices the counted part by a price that came along, once', () => {
    const override = { gb_seconds: { unitPriceUsd: '1', per: 1000 } };
    const body = { provider: 'aws', model: 'lambda', usage, override };
    expect(answerQuote(book, body, NOW)).toMatchObject({ status: 'priced', costUsd: '0.45' });
    const given = { ...body, usage: { ...usage, gb_seconds: 10 } };
    expect(answerQuote(book, given, NOW)).toMatchObject({ status: 'priced', costUsd: '0.01' });
  });

  it('counts it for a month, before what is included', () => {
    const body = { provider: 'aws', model: 'lambda', usage, period: 'month', included: { gb_seconds: 150 } };
    expect(answerQuote(book, body, NOW)).toMatchObject({ status: 'priced', costUsd: '0.00500001' });
  });

  it('has no price without the memory', () => {
    const body = { provider: 'aws', model: 'lambda', usage: { duration_ms: 900_000 } };
    expect(answerQuote(book, body, NOW)).toMatchObject({ status: 'unpriced', unpriced: ['duration_ms'] });
  });
});
