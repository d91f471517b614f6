import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { PriceRequest, PriceResult } from '../../../core/pricing/price-book.ts';

interface Asked extends Partial<Omit<PriceRequest, 'usage' | 'at'>> {
  readonly usage: Readonly<Record<string, string | number>>;
  readonly at?: string;
}

const book = createPriceBook();

function price(provider: string, model: string, asked: Asked): PriceResult {
  const { usage, at, ...rest } = asked;
  return book.price({
    provider,
    model,
    attributes: {},
    ...rest,
    usage: Object.fromEntries(
      Object.entries(usage).map(([unit, value]) => [unit, parseQuantity(String(value))]),
    ),
    at: Date.parse(at ?? '2026-11-21T12:00:00Z'),
  });
}

function isQuantity([, value]: readonly [string, string]): boolean {
  return /^\d+(\.\d+)?$/.test(value);
}

describe('the catalogue', () => {
  it('prices disjoint parts exactly and names the row of each', () => {
    const result = price('openai', 'gpt-4o-mini', {
      usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
    });
    expect(formatDecimal(result.cost)).toBe('0.000339');
    expect(result).toMatchObject({ status: 'priced', service: 'llm', known: true, approximate: false });
    expect(new Set(result.lines.map((line) => line.priceId)).size).toBe(3);
    for (const line of result.lines) expect(line.priceId).toMatch(/^[0-9a-z]{10}$/);
  });

  it('answers unpriced for an unknown model, never zero and priced', () => {
    const result = price('openai', 'gpt-99', { usage: { input_tokens: 1 } });
    expect(result).toMatchObject({
      status: 'unpriced',
      known: false,
      unpriced: ['input_tokens'],
      service: 'other',
    });
  });

  it('counts the priced lines and names the part that has no price', () => {
    const result = price('openai', 'gpt-4o', { usage: { input_tokens: 1000, output_audio_tokens: 5 } });
    expect(result).toMatchObject({ status: 'unpriced', unpriced: ['output_audio_tokens'], known: true });
    expect(formatDecimal(result.cost)).toBe('0.0025');
  });

  it('makes no line of a zero and asks no price for it', () => {
    const result = price('openai', 'gpt-4o', { usage: { input_tokens: 1000, output_audio_tokens: 0 } });
    expect(result).toMatchObject({ status: 'priced', unpriced: [] });
    expect(result.lines).toHaveLength(1);
  });

  it('takes AWS usage without a region as the default region and never borrows another', () => {
    const usage = { requests: 1_000_000 };
    expect(formatDecimal(price('aws', 'fifo', { usage }).cost)).toBe('0.5');
    expect(price('aws', 'fifo', { usage, region: 'eu-west-1' })).toMatchObject({
      status: 'unpriced',
      known: true,
    });
    expect(price('aws', 'fifo', { usage, region: 'us-east-1' }).status).toBe('priced');
  });
});

describe('cases.json', () => {
  interface Case {
    readonly id: string;
    readonly provider: string;
    readonly service: string;
    readonly model: string;
    readonly region?: string;
    readonly timestamp?: string;
    readonly usage: Readonly<Record<string, string | number>>;
    readonly expectedUsd: string;
  }
  const text = readFileSync(new URL('cases.json', import.meta.url), 'utf8');
  const cases = (JSON.parse(text) as Case[]).filter(({ usage }) => !usage['period'] && !usage['override']);

  it.each(cases)(
    '$id is $expectedUsd',
    ({ provider, service, model, region, timestamp, usage, expectedUsd }) => {
      const parts = Object.entries(usage).map(([name, value]) => [name, String(value)] as const);
      const result = price(provider, model, {
        service,
        region,
        attributes: Object.fromEntries(parts.filter((part) => !isQuantity(part))),
        usage: Object.fromEntries(parts.filter(isQuantity)),
        ...(timestamp === undefined ? {} : { at: timestamp }),
      });
      expect(result.unpriced).toEqual([]);
      expect(formatDecimal(result.cost)).toBe(formatDecimal(parseDecimal(expectedUsd)));
    },
  );
});
