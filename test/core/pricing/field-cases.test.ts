import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';

interface FieldCase {
  readonly id: string;
  readonly source: string;
  readonly provider: string;
  readonly model: string;
  readonly at: string;
  readonly region?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly usage: Readonly<Record<string, string | number>>;
  readonly expectedUsd: string;
}

const book = createPriceBook();
const cases = JSON.parse(readFileSync(new URL('field-cases.json', import.meta.url), 'utf8')) as FieldCase[];

function priced({
  provider,
  model,
  at,
  region,
  attributes = {},
  usage,
}: Omit<FieldCase, 'id' | 'source' | 'expectedUsd'>) {
  const parts = Object.entries(usage).map(([unit, value]) => [unit, parseQuantity(String(value))] as const);
  const request = {
    provider,
    model,
    region,
    attributes,
    usage: Object.fromEntries(parts),
    at: Date.parse(at),
  };
  const { status, cost, unpriced } = book.price(request);
  return { status, usd: formatDecimal(cost), unpriced };
}

/** What others got wrong in the field, with what the provider says it costs. */
describe('cases of the field', () => {
  it.each(cases)('$id: $expectedUsd', ({ expectedUsd, ...asked }) => {
    expect(priced(asked)).toEqual({ status: 'priced', usd: expectedUsd, unpriced: [] });
  });
});

const at = '2026-11-25T12:00:00Z';

describe('an attribute that decides the price', () => {
  it.each([
    ['openai', 'gpt-5.1', { service_tier: 'scale' }],
    ['openai', 'gpt-5.1', { service_tier: 'ultrafast' }],
    ['anthropic', 'claude-opus-4-6', { speed: 'ludicrous' }],
    ['anthropic', 'claude-opus-5', { inference_geo: 'mars' }],
    ['anthropic', 'claude-opus-5', { storage_class: 'cold' }],
    ['bedrock', 'anthropic.claude-opus-5', { service_tier: 'reserved' }],
    ['mistral', 'mistral-small-latest', { service_tier: 'flex' }],
  ] as const)('of %s %s is unpriced with a value that no row has: %j', (provider, model, attributes) => {
    const usage = { input_tokens: 1000, web_searches: 1 };
    expect(priced({ provider, model, at, attributes, usage })).toMatchObject({
      status: 'unpriced',
      usd: '0',
    });
  });

  it('is unpriced for a geography that a provider with surcharges does not name', () => {
    const asked = { provider: 'openai', model: 'gpt-5.5', at, usage: { input_tokens: 1000 } };
    expect(priced({ ...asked, region: 'mars' }).status).toBe('unpriced');
    expect(priced({ ...asked, region: 'global' })).toMatchObject({ status: 'priced', usd: '0.005' });
    expect(priced({ ...asked, region: 'europe-west1' }).usd).toBe('0.005');
  });

  it('changes nothing where no row mentions it', () => {
    const asked = { provider: 'openai', model: 'gpt-5.1', at, usage: { input_tokens: 1000 } };
    const attributes = { colour: 'green', plan: 'gold', quality: 'high' };
    expect(priced({ ...asked, attributes })).toEqual(priced(asked));
  });

  it('is new from the day that the provider brought it in', () => {
    const asked = { provider: 'openai', model: 'gpt-5.1', usage: { input_tokens: 1000 } };
    const attributes = { service_tier: 'fast' };
    expect(priced({ ...asked, attributes, at: '2026-07-29T23:59:59Z' }).status).toBe('unpriced');
    expect(priced({ ...asked, attributes, at: '2026-07-30T00:00:00Z' }).usd).toBe('0.0025');
  });
});

describe('the provider of an SDK', () => {
  it.each([
    ['openai.responses', 'gpt-5'],
    ['openai.embedding', 'text-embedding-3-small'],
    ['anthropic.messages', 'claude-opus-5'],
    ['google.vertex.chat', 'gemini-2.5-flash'],
    ['google.vertex.anthropic.messages', 'claude-opus-5'],
    ['azure-openai.chat', 'gpt-5'],
    ['xai.chat', 'grok-4.5'],
    ['mistral.chat', 'mistral-small-latest'],
    ['groq.chat', 'llama-3.3-70b-versatile'],
    ['deepseek.chat', 'deepseek-v4-pro'],
    ['cohere.chat', 'command-r'],
    ['openrouter.chat', 'openai/gpt-5'],
    ['vertex_ai_beta', 'gemini-2.5-flash'],
    ['google_vertexai', 'gemini-2.5-flash'],
    ['vertex_ai-anthropic_models', 'claude-opus-5'],
    ['vertex_ai-mistral_models', 'mistral-small-2603'],
  ])('%s sells %s', (provider, model) => {
    expect(priced({ provider, model, at, usage: { input_tokens: 1000 } }).status).toBe('priced');
  });

  it.each(['acme.chat', 'chat', 'models', 'vertex'])('of the name %s is not made up', (provider) => {
    expect(priced({ provider, model: 'gpt-5', at, usage: { input_tokens: 1 } }).status).toBe('unpriced');
  });
});
