import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../../../contracts/json-number.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { answerQuote, QUOTED_PRICE_ID } from '../../../core/pricing/quote.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const book = createPriceBook();

function quote(body: unknown) {
  return answerQuote(book, body, NOW);
}

interface Case {
  readonly id: string;
  readonly timestamp?: string;
  readonly usage: Readonly<Record<string, unknown>>;
  readonly expectedUsd: string;
  readonly lines: readonly {
    readonly component: string;
    readonly quantity: string;
    readonly unitPriceUsd: string;
    readonly per: number;
    readonly usd: string;
  }[];
}

function canonical(text: string | number): string {
  return formatDecimal(parseDecimal(String(text)));
}

describe('a quote of every known case', () => {
  const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[];

  it.each(cases)('$id is $expectedUsd', ({ timestamp, usage, expectedUsd, lines, ...rest }) => {
    const answer = quote({ ...rest, usage, ...(timestamp ? { at: timestamp } : {}) });
    expect(answer).toMatchObject({ status: 'priced', unpriced: [], costUsd: canonical(expectedUsd) });
    const quantityAndCost = answer.lines.map(({ unit, quantity, costUsd }) => ({ unit, quantity, costUsd }));
    expect(quantityAndCost).toEqual(
      lines.map(({ component, quantity, usd }) => ({
        unit: component,
        quantity: canonical(quantity),
        costUsd: canonical(usd),
      })),
    );
  });
});

describe('a quote for one event', () => {
  it('shows lines that add up, with the price row of each', () => {
    const answer = quote({
      provider: 'openai',
      model: 'gpt-4o',
      usage: { input_tokens: 1000, output_tokens: '500' },
    });
    expect(answer.costUsd).toBe('0.0075');
    expect(answer.lines[0]).toMatchObject({ unitPriceUsd: '2.5', per: '1000000', costUsd: '0.0025' });
    expect(answer.service).toBe('llm');
  });

  it('takes attributes from their own field and from among the usage', () => {
    const body = { provider: 'openai', model: 'dall-e-3', usage: { images: 2 } };
    expect(quote(body).costUsd).toBe('0.08');
    expect(quote({ ...body, attributes: { quality: 'hd' } }).costUsd).toBe('0.16');
    expect(quote({ ...body, usage: { images: 2, quality: 'hd', size: '1792x1024' } }).costUsd).toBe('0.24');
  });

  it('prices by an override that comes along, and the rest by the catalogue', () => {
    const answer = quote({
      provider: 'openai',
      model: 'gpt-4o',
      usage: { input_tokens: 1000, output_tokens: 100 },
      override: { input_tokens: { unitPriceUsd: '0.00015', per: 1000 } },
    });
    expect(answer.lines.map((line) => [line.costUsd, line.priceId === QUOTED_PRICE_ID])).toEqual([
      ['0.00015', true],
      ['0.001', false],
    ]);
  });

  it('takes a price as JavaScript writes small numbers, and a size that looks like a quantity', () => {
    const override = { input_tokens: { unitPriceUsd: new JsonNumber('1.5e-7') } };
    const body = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1000 }, override };
    expect(quote(body).costUsd).toBe('0.00015');
    expect(quote({ provider: 'openai', model: 'dall-e-2', usage: { images: 1, size: '512' } })).toMatchObject(
      {
        status: 'unpriced',
        unpriced: ['images'],
      },
    );
  });

  it('reads a time without a zone as UTC, and a day as its start', () => {
    const body = { provider: 'openai', model: 'o3', usage: { input_tokens: 1000 } };
    expect(quote({ ...body, at: '2025-06-09T23:59:59' }).costUsd).toBe('0.01');
    expect(quote({ ...body, at: '2025-06-10' }).costUsd).toBe('0.002');
    expect(quote({ ...body, at: '2025-06-10T01:00:00+02:00' }).costUsd).toBe('0.01');
  });

  it('leaves a service tier without a price unpriced and does not guess', () => {
    const body = {
      provider: 'openai',
      model: 'gpt-4-turbo',
      usage: { input_tokens: 1000, service_tier: 'flex' },
    };
    expect(quote(body)).toMatchObject({
      status: 'unpriced',
      unpriced: ['input_tokens'],
      costUsd: '0',
      known: true,
    });
  });

  const asked = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 } };

  it.each([
    [{ model: 'gpt-4o', usage: { input_tokens: 1 } }, 'provider'],
    [{ provider: 'openai', model: 'gpt-4o', usage: { input_tokens: -1 } }, 'usage.input_tokens'],
    [{ provider: 'openai', model: 'gpt-4o', usage: { input_tokens: '-1' } }, 'usage.input_tokens'],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: '1.0000000000001' } },
      'usage.input_tokens',
    ],
    [{ provider: 'openai', model: 'gpt-4o', usage: {} }, 'usage'],
    [[], ''],
    [{ ...asked, usage: { input_tokens: 'NaN', output_tokens: 1 } }, 'usage.input_tokens'],
    [{ ...asked, usage: { input_tokens: '', output_tokens: 1 } }, 'usage.input_tokens'],
    [{ ...asked, usage: { emails: '1e3', output_tokens: 1 } }, 'usage.emails'],
    [{ ...asked, usage: { foo: 'Infinity', output_tokens: 1 } }, 'usage.foo'],
    [{ ...asked, usage: { input_tokens: new JsonNumber('1.5') } }, 'usage.input_tokens'],
    [{ ...asked, usage: { input_tokens: 10 ** 12 + 1 } }, 'usage.input_tokens'],
    [{ ...asked, usage: { 'Input Tokens': 1 } }, 'usage.Input Tokens'],
    [{ ...asked, usage: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`u${n}`, 1])) }, 'usage'],
    [{ ...asked, model: 'gpt\u0000' }, 'model'],
    [{ ...asked, attribute: { service_tier: 'batch' } }, 'attribute'],
    [{ ...asked, attributes: { service_tier: 1 } }, 'attributes.service_tier'],
    [{ ...asked, at: '2026-02-30' }, 'at'],
    [{ ...asked, at: '1969-12-31' }, 'at'],
    [{ ...asked, at: 1_700_000_000 }, 'at'],
    [{ ...asked, override: { input_tokens: { unitPriceUsd: '1', per: 0 } } }, 'override.input_tokens'],
    [{ ...asked, override: { input_tokens: new JsonNumber('1e-13') } }, 'override.input_tokens'],
    [{ ...asked, override: 'x' }, 'override'],
    [{ provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 }, at: 'yesterday' }, 'at'],
    [{ provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 }, period: 'year' }, 'period'],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 }, included: { input_tokens: 'x' } },
      'included.input_tokens',
    ],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 1 }, override: { input_tokens: {} } },
      'override.input_tokens',
    ],
  ])('refuses %j and names %s', (body, field) => {
    let refusal: unknown;
    try {
      quote(body);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect((refusal as InvalidInputError).fields.map((error) => error.field)).toContain(field);
  });
});

describe('a quote for a month', () => {
  const lambda = { provider: 'aws', service: 'lambda', model: 'arm64', region: 'us-east-1', period: 'month' };

  it('walks through graduated tiers, each step its own line', () => {
    const answer = quote({ ...lambda, usage: { gb_seconds: '20000000000' } });
    expect(answer.lines.map(({ quantity, costUsd }) => [quantity, costUsd])).toEqual([
      ['7500000000', '100000.5'],
      ['11250000000', '135001.125'],
      ['1250000000', '13333.375'],
    ]);
  });

  it('prices a quantity at the end of a step entirely by that step', () => {
    expect(quote({ ...lambda, usage: { gb_seconds: '7500000000' } }).lines).toHaveLength(1);
  });

  it('takes the allowance off first and makes no line of what it covers', () => {
    const answer = quote({
      ...lambda,
      usage: { requests: 900_000, gb_seconds: 500_000 },
      included: { requests: 1_000_000, gb_seconds: 400_000 },
    });
    expect(answer.lines.map(({ unit, quantity }) => [unit, quantity])).toEqual([['gb_seconds', '100000']]);
    expect(answer).toMatchObject({ status: 'priced', costUsd: '1.33334' });
  });

  it('rounds up to whole billing blocks after the allowance', () => {
    const answer = quote({
      provider: 'cloudflare',
      service: 'r2',
      model: 'standard',
      period: 'month',
      usage: { class_a: 1_000_001 },
      included: { class_a: 1_000_000 },
    });
    expect(answer.lines).toMatchObject([{ quantity: '1000000', costUsd: '4.5' }]);
  });

  it('does not touch an event of the same quantity', () => {
    const event = { provider: 'cloudflare', service: 'r2', model: 'standard', usage: { class_a: 1_000_001 } };
    expect(quote(event).costUsd).toBe('4.5000045');
  });
});
