import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { CATALOGUE_PROVIDERS, keptProvider } from '../../../core/pricing/provider-names.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { CATALOGUE, GENERATED } from '../../../prices/price-data.ts';

const book = createPriceBook();
const at = Date.parse('2026-11-21T12:00:00Z');

/** USD per million, asked for a tenth of it: no step of a long prompt is reached. */
function perMillion(
  provider: string,
  model: string,
  attributes: Record<string, string> = {},
  unit = 'input_tokens',
) {
  const result = book.price({ provider, model, attributes, usage: { [unit]: parseQuantity('100000') }, at });
  return {
    usd: result.status === 'priced' ? formatDecimal(result.cost * 10n) : result.status,
    approximate: result.approximate,
  };
}

describe('the spelling of a provider', () => {
  it('has one letter case for what the catalogue knows, by its aliases too, and is left alone else', () => {
    const names = ['openai', 'OpenAI', 'Eleven-Labs', 'Google_Vertex', 'Acme', 'OpenRouter', 'İ'];
    expect(names.map(keptProvider)).toEqual([
      'openai',
      'openai',
      'eleven-labs',
      'google_vertex',
      'Acme',
      'OpenRouter',
      'İ',
    ]);
  });

  it('is known of every provider in the price data', () => {
    const files = [CATALOGUE, GENERATED].flatMap(({ providers }) => Object.keys(providers));
    expect([...new Set(files)].toSorted()).toEqual([...CATALOGUE_PROVIDERS]);
  });
});

describe('model names', () => {
  it.each([
    ['openai', 'gpt-4o', '2.5', false],
    ['OpenAI', 'gpt-4o-2024-08-06', '2.5', false],
    ['openai', 'gpt-4o-2024-05-13', '5', false],
    ['openai', 'gpt-4o-mini-2099-01-01', '0.15', true],
    ['openai', 'gpt-5.6-luna-2026-07-09', '0.2', true],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc', '0.3', true],
    ['openai', 'ft:gpt-4o-mini:acme::abc', '0.3', true],
    ['openai', 'ft:gpt-4o:acme::abc', '3.75', true],
    ['openai', 'ft:gpt-4.1-mini:acme::abc', '0.8', true],
    ['openai', 'ft:gpt-3.5-turbo:my-org:custom:id', '3', true],
    ['openai', 'openai/gpt-4o', '2.5', true],
    ['azure', 'azure/gpt-4o', '2.5', true],
    ['azure-openai', 'gpt-4o', '2.5', true],
    ['azure_openai', 'o3-mini', '1.1', false],
    ['anthropic', 'claude-3-5-sonnet-20241022', '3', false],
    ['anthropic', 'claude-3-5-sonnet-20991231', '3', true],
    ['anthropic', 'claude-sonnet-4-5', '3', false],
    ['anthropic', 'claude-opus-5-5', '4', false],
    ['claude', 'claude-opus-5', '5', false],
    ['gemini', 'models/gemini-2.5-flash', '0.3', true],
    ['vertex_ai', 'gemini-2.5-flash', '0.3', false],
    ['google', 'publishers/google/models/gemini-2.5-flash', '0.3', true],
    ['google-vertex', 'claude-sonnet-4-5@20250929', '3', true],
    ['bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0', '3', false],
    ['aws-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', '3.3', false],
    ['aws.bedrock', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', '3', false],
    ['amazon-bedrock', 'eu.anthropic.claude-opus-5-5', '4.4', false],
    [
      'bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      '3.3',
      true,
    ],
    ['bedrock', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', '0.06', true],
    ['bedrock', 'us.amazon.nova-lite-v1:0', '0.06', false],
    ['openrouter', 'anthropic/claude-opus-5', '5', true],
    ['openrouter', 'openrouter/openai/gpt-4o', '2.5', true],
    ['xai', 'grok-4.5', '2', false],
    ['deepseek', 'deepseek-v4-pro', '0.66', false],
    ['openai', 'gpt-99', 'unpriced', false],
    ['nobody', 'gpt-4o', 'unpriced', false],
    [
      'bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3',
      'unpriced',
      false,
    ],
  ])('%s %s costs %s (approximate: %s)', (provider, model, usd, approximate) => {
    expect(perMillion(provider, model)).toEqual({ usd, approximate });
  });
});

describe('service tiers', () => {
  it.each([
    ['openai', 'gpt-4o', { service_tier: 'default' }, 'input_tokens', '2.5'],
    ['openai', 'gpt-4o', { service_tier: 'batch' }, 'input_tokens', '1.25'],
    ['openai', 'gpt-4o', { service_tier: 'BATCH' }, 'output_tokens', '5'],
    ['openai', 'gpt-4o', { service_tier: 'batch' }, 'cache_read_tokens', 'unpriced'],
    ['openai', 'gpt-4o', { service_tier: 'priority' }, 'input_tokens', '4.25'],
    ['openai', 'gpt-4o', { service_tier: 'flex' }, 'input_tokens', 'unpriced'],
    ['openai', 'gpt-5', { service_tier: 'flex' }, 'cache_read_tokens', '0.0625'],
    ['openai', 'gpt-5.4', { service_tier: 'batch' }, 'cache_read_tokens', '0.13'],
    ['anthropic', 'claude-opus-5', { service_tier: 'batch' }, 'output_tokens', '12.5'],
    ['anthropic', 'claude-opus-5', { service_tier: 'batch', inference_geo: 'us' }, 'output_tokens', '13.75'],
    ['anthropic', 'claude-opus-5', { inference_geo: 'us' }, 'cache_read_tokens', '0.55'],
    ['anthropic', 'claude-opus-5', { inference_geo: 'global' }, 'cache_read_tokens', '0.5'],
    ['anthropic', 'claude-opus-4-6', { speed: 'fast' }, 'input_tokens', '30'],
    ['anthropic', 'claude-opus-4-6', { speed: 'fast', inference_geo: 'us' }, 'input_tokens', '33'],
    ['anthropic', 'claude-opus-4-5', { speed: 'fast' }, 'input_tokens', 'unpriced'],
    ['anthropic', 'claude-opus-5', { service_tier: 'priority' }, 'input_tokens', 'unpriced'],
    ['google', 'gemini-2.5-flash', { service_tier: 'batch' }, 'output_tokens', '1.25'],
    ['google', 'gemini-2.5-flash', { service_tier: 'batch' }, 'cache_read_tokens', '0.03'],
    ['openai', 'gpt-4o', { plan: 'gold' }, 'input_tokens', '2.5'],
  ] as const)('%s %s %j: %s is %s', (provider, model, attributes, unit, usd) => {
    expect(perMillion(provider, model, attributes, unit).usd).toBe(usd);
  });
});

describe('parts that share a price', () => {
  it.each([
    ['openai', 'gpt-4o', 'output_reasoning_tokens', '10'],
    ['openai', 'gpt-4o', 'input_image_tokens', '2.5'],
    ['openai', 'gpt-image-1', 'output_image_tokens', '40'],
    ['openai', 'gpt-4o-audio-preview', 'input_audio_tokens', '40'],
    ['openai', 'gpt-4o-audio-preview-2024-10-01', 'input_audio_tokens', '100'],
    ['google', 'gemini-2.5-pro', 'input_audio_tokens', '1.25'],
    ['google', 'gemini-2.5-flash', 'input_audio_tokens', '1'],
    ['google', 'gemini-2.5-flash', 'input_video_tokens', '0.3'],
    ['anthropic', 'claude-opus-5', 'output_reasoning_tokens', '25'],
  ])('%s %s: a million %s are %s', (provider, model, unit, usd) => {
    expect(perMillion(provider, model, {}, unit).usd).toBe(usd);
  });
});

function cost(provider: string, model: string, usage: Record<string, string>, when: string): string {
  const parts = Object.entries(usage).map(([unit, text]) => [unit, parseQuantity(text)] as const);
  const result = book.price({
    provider,
    model,
    attributes: {},
    usage: Object.fromEntries(parts),
    at: Date.parse(when),
  });
  return formatDecimal(result.cost);
}

describe('time and steps', () => {
  it.each([
    ['openai', 'gpt-4o', '2024-10-01T23:59:59.999Z', '5'],
    ['openai', 'gpt-4o', '2024-10-02T00:00:00Z', '2.5'],
    ['openai', 'gpt-4o-2024-08-06', '2024-09-01T00:00:00Z', '2.5'],
    ['openai', 'o3', '2025-06-09T23:59:59.999Z', '10'],
    ['openai', 'o3', '2025-06-10T00:00:00Z', '2'],
    ['anthropic', 'claude-3-5-haiku-20241022', '2024-12-02T23:59:59Z', '1'],
    ['anthropic', 'claude-3-5-haiku-20241022', '2024-12-03T00:00:00Z', '0.8'],
    ['google', 'gemini-3.6-flash', '2027-01-01T00:00:00Z', '1.5'],
    ['deepseek', 'deepseek-chat', '2025-06-01T00:29:59.999Z', '0.135'],
    ['deepseek', 'deepseek-chat', '2025-06-01T00:30:00Z', '0.27'],
    ['deepseek', 'deepseek-chat', '2025-06-01T16:29:59.999Z', '0.27'],
    ['deepseek', 'deepseek-chat', '2025-06-01T16:30:00Z', '0.135'],
    ['deepseek', 'deepseek-chat', '2024-12-30T12:00:00Z', '0.14'],
    ['deepseek', 'deepseek-v4-flash', '2026-09-01T06:00:00Z', '0.44'],
    ['deepseek', 'deepseek-v4-flash', '2026-09-01T10:00:00Z', '0.22'],
    ['deepseek', 'deepseek-v4-flash', '2026-08-01T06:00:00Z', '0.14'],
  ])('%s %s at %s: 100,000 input tokens at %s', (provider, model, when, usd) => {
    const whole = parseDecimal(usd) / 10n;
    expect(cost(provider, model, { input_tokens: '100000' }, when)).toBe(formatDecimal(whole));
  });

  it.each([
    ['google', 'gemini-2.5-pro', '200000', '0.25'],
    ['google', 'gemini-2.5-pro', '200001', '0.5000025'],
    ['openai', 'gpt-5.5', '272000', '1.36'],
    ['openai', 'gpt-5.5', '272001', '2.72001'],
    ['openai', 'gpt-6-sol', '272000', '0.544'],
    ['openai', 'gpt-6-sol', '272001', '1.088004'],
    ['bedrock', 'global.openai.gpt-5.6-sol', '272000', '1.088'],
    ['x-ai', 'grok-4.5', '199999', '0.399998'],
    ['x-ai', 'grok-4.5', '200000', '0.8'],
  ])('%s %s: a prompt of %s tokens is %s', (provider, model, tokens, usd) => {
    expect(cost(provider, model, { input_tokens: tokens }, '2026-11-01')).toBe(usd);
  });

  it('takes the step by all parts of the prompt together, and prices the output by it too', () => {
    const usage = { input_tokens: '100000', cache_read_tokens: '100001', output_tokens: '1000' };
    expect(cost('google', 'gemini-2.5-pro', usage, '2026-11-01')).toBe('0.29000025');
  });
});

function billed(provider: string, model: string, usage: Record<string, string>): string[] {
  const parts = Object.entries(usage).map(([unit, text]) => [unit, parseQuantity(text)] as const);
  const { lines } = book.price({ provider, model, attributes: {}, usage: Object.fromEntries(parts), at });
  return lines.map(({ unit, quantity, cost }) =>
    [unit, formatDecimal(quantity), formatDecimal(cost)].join(' '),
  );
}

describe('increments', () => {
  it.each([
    [{ message_bytes: '65536' }, 'requests 10 0.000005'],
    [{ message_bytes: '65537' }, 'requests 20 0.00001'],
    [{ message_kb: '256' }, 'requests 40 0.00002'],
    [{ message_kb: '256', billed_requests: '40' }, 'requests 40 0.00002'],
  ])('bill one SQS request for each started 64 KiB: %j', (size, line) => {
    expect(billed('aws', 'fifo', { requests: '10', ...size })).toEqual([line]);
  });

  it('bill ten seconds at least where the provider does', () => {
    expect(billed('groq', 'whisper-large-v3', { audio_seconds: '0.5' })[0]).toMatch(/^audio_seconds 10 /);
    expect(billed('groq', 'whisper-large-v3', { audio_seconds: '10.5' })[0]).toMatch(/^audio_seconds 10.5 /);
  });

  it('bill a message of a queue as three operations unless these are given', () => {
    expect(billed('cloudflare', 'queues', { messages: '1' })).toEqual(['messages 1 0.0000012']);
    expect(billed('cloudflare', 'queues', { messages: '1', message_bytes: '127000' })).toEqual([
      'messages 2 0.0000024',
    ]);
    expect(billed('cloudflare', 'queues', { messages: '1', operations: '3' })).toEqual([
      'operations 3 0.0000012',
    ]);
  });
});

describe('the list of prices', () => {
  it('is listed by a part of its name, in any case', () => {
    const named = (q: string) => new Set(book.list({ q }).map(({ sku }) => sku));
    expect(named('GPT-4O-M')).toContain('gpt-4o-mini');
    expect([...named('gpt-4o-mini')].every((sku) => sku.includes('gpt-4o-mini'))).toBe(true);
    expect(book.list({ q: 'ELEVENlabs' }).every(({ provider }) => provider === 'elevenlabs')).toBe(true);
    expect(named('no such model')).toEqual(new Set());
  });

  it('shows the history of a model, the newest first', () => {
    const rows = book
      .list({ provider: 'openai', model: 'o3' })
      .filter((row) => row.unit === 'input_tokens' && !row.derived);
    expect(rows.map((row) => [row.unitPriceUsd, row.effectiveFrom, row.effectiveTo])).toEqual([
      ['2', '2025-06-10', null],
      ['10', null, '2025-06-10'],
    ]);
  });

  it('narrows by time, service and region', () => {
    const now = book.list({ provider: 'openai', model: 'o3', at });
    expect(now.every((row) => row.effectiveTo === null)).toBe(true);
    expect(new Set(book.list({ service: 'compute' }).map((row) => row.provider))).toEqual(
      new Set(['cloudflare', 'fal', 'fly', 'replicate']),
    );
    const ireland = book.list({ provider: 'aws', region: 'eu-west-1' });
    expect(new Set(ireland.map(({ region }) => region))).toEqual(new Set(['eu-west-1', null]));
    expect(book.list({ provider: 'aws', region: 'eu-north-1' }).every(({ region }) => region === null)).toBe(
      true,
    );
    expect(book.list({ provider: 'aws', region: 'us-east-1' }).length).toBeGreaterThan(20);
    expect(book.list({}).length).toBeGreaterThan(1500);
  });
});

describe('names that every object of JavaScript has', () => {
  it.each([
    ['anthropic/claude-4.5-sonnet-20250929', '3'],
    ['anthropic/claude-4.6-sonnet-20260217', '3'],
    ['anthropic/claude-4.5-opus-20251124', '5'],
    ['anthropic/claude-sonnet-4.5', '3'],
  ])('finds %s, as OpenRouter writes a name of Claude', (model, usd) => {
    expect(perMillion('openrouter', model, {}, 'input_tokens').usd).toBe(usd);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '%s is a name like any other',
    (name) => {
      const attributes = JSON.parse(`{"${name}": "x"}`) as Record<string, string>;
      expect(perMillion('openai', 'gpt-4o-mini', attributes)).toEqual({ usd: '0.15', approximate: false });
      expect(perMillion('openai', name).usd).toBe('unpriced');
      expect(perMillion(name, name, {}, 'constructor').usd).toBe('unpriced');
      expect(book.list({ provider: name, service: name })).toEqual([]);
    },
  );
});

describe('a version of a model at Replicate', () => {
  it('costs what the model costs', () => {
    const model = 'black-forest-labs/flux-schnell';
    expect(perMillion('replicate', model, {}, 'images').usd).toBe('3000');
    expect(perMillion('replicate', `${model}:c846a69991da`, {}, 'images')).toEqual({
      usd: '3000',
      approximate: true,
    });
  });
});
