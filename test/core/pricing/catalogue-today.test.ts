import { describe, expect, it } from 'vitest';
import { catalogueCost as cost } from '../../support/catalogue-cost.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';

const book = createPriceBook();

const M = 1_000_000;
const TOKENS = { input_tokens: 10_000, output_tokens: 1000 };

describe('models of November 2026, by the pages of their makers', () => {
  // Each is 10,000 tokens in and 1,000 out: a hundredth of the input price and a thousandth of the output price.
  it.each([
    ['openai', 'gpt-6.2-sol', '0.03'],
    ['openai', 'gpt-6.2-astra', '0.12'],
    ['openai', 'gpt-6.1-sol', '0.03'],
    ['openai', 'gpt-6.1-terra', '0.015'],
    ['azure', 'gpt-6.2-sol', '0.03'],
    ['anthropic', 'claude-haiku-5-5', '0.0015'],
    ['anthropic', 'claude-haiku-5.5', '0.0015'],
    ['anthropic', 'claude-fable-5-2', '0.12'],
    ['anthropic', 'claude-mythos-5-1', '0.15'],
    ['google', 'gemini-4-argon', '0.03'],
    ['vertex_ai', 'gemini-4-carbon', '0.03'],
    ['google', 'gemini-4-neon', '0.045'],
    ['google', 'gemini-4-hydrogen', '0.0225'],
    ['xai', 'grok-4.7', '0.026'],
    ['mistral', 'mistral-large-4', '0.0091'],
    ['mistral', 'mistral-large-latest', '0.0091'],
    ['mistral', 'mistral-medium-2604', '0.0225'],
    ['moonshot', 'kimi-k3.1-pro', '0.03'],
    ['z.ai', 'glm-5.3', '0.0184'],
    ['zai', 'glm-4.7', '0.0082'],
    ['groq', 'qwen/qwen3.8-27b', '0.012'],
    ['together', 'moonshotai/Kimi-K3.1-Pro', '0.03'],
    ['fireworks', 'accounts/fireworks/models/glm-5p3', '0.0184'],
    ['bedrock', 'global.anthropic.claude-haiku-5-5', '0.0015'],
    ['bedrock', 'eu.anthropic.claude-haiku-5-5', '0.00165'],
    ['bedrock', 'us.openai.gpt-6.2-sol', '0.033'],
    ['bedrock', 'eu.amazon.nova-lite-v1:0', '0.000966'],
    ['bedrock', 'us.amazon.nova-lite-v1:0', '0.00084'],
  ])('%s %s costs %s', (provider, model, usd) => {
    expect(cost(provider, model, { usage: TOKENS })).toBe(usd);
  });

  it('reads embeddings of Titan V2 at their own price', () => {
    const usage = { input_tokens: M };
    expect(cost('bedrock', 'amazon.titan-embed-text-v2:0', { usage })).toBe('0.02');
    expect(cost('bedrock', 'amazon.titan-embed-text-v1', { usage })).toBe('0.1');
  });
});

describe('prices that fall due', () => {
  it.each([
    ['2026-11-30T23:59:59Z', '0.0301'],
    ['2026-12-01T00:00:00Z', '0.0602'],
  ])('Gemini 4 Argon costs at %s %s', (at, usd) => {
    const usage = { ...TOKENS, cache_read_tokens: 1000 };
    expect(cost('google', 'gemini-4-argon', { usage, at })).toBe(usd);
    expect(cost('google', 'gemini-4-carbon', { usage, at })).toBe(usd);
  });

  it.each([
    ['2027-02-28T23:59:59Z', '0.09'],
    ['2027-03-01T00:00:00Z', '0.18'],
  ])('the ultrafast tier of GPT-6.2 Sol costs at %s %s', (at, usd) => {
    expect(
      cost('openai', 'gpt-6.2-sol', { usage: TOKENS, attributes: { service_tier: 'ultrafast' }, at }),
    ).toBe(usd);
  });
});

describe('tiers, steps and caches of the new models', () => {
  it('takes the whole request above 272,000 tokens at the higher step, and exactly 272,000 at the lower', () => {
    expect(cost('openai', 'gpt-6.2-sol', { usage: { input_tokens: 272_000 } })).toBe('0.544');
    expect(cost('openai', 'gpt-6.2-sol', { usage: { input_tokens: 272_001 } })).toBe('1.088004');
  });

  it('writes caches for 30 minutes and for 12 hours', () => {
    const usage = { cache_write_5m_tokens: 10_000, cache_write_12h_tokens: 10_000 };
    expect(cost('openai', 'gpt-6.2-sol', { usage })).toBe('0.075');
    expect(cost('openai', 'gpt-6.2-astra', { usage })).toBe('unpriced cache_write_12h_tokens');
  });

  it.each([
    ['gpt-6.2-sol', 'batch', '0.015'],
    ['gpt-6.2-sol', 'fast', '0.06'],
    ['gpt-6.1-sol', 'flex', '0.015'],
    ['gpt-6.1-sol', 'ultrafast', '0.18'],
  ])('%s %s costs %s', (model, tier, usd) => {
    expect(cost('openai', model, { usage: TOKENS, attributes: { service_tier: tier } })).toBe(usd);
  });

  it.each([
    ['gemini-2.5-pro', 'flex', '0.01125'],
    ['gemini-2.5-pro', 'priority', '0.0405'],
    ['gemini-2.5-flash', 'priority', '0.0099'],
  ])('%s %s costs %s, and what it reads of a cache has no price', (model, tier, usd) => {
    const attributes = { service_tier: tier };
    expect(cost('google', model, { usage: TOKENS, attributes })).toBe(usd);
    const cached = { usage: { ...TOKENS, cache_read_tokens: 1 }, attributes };
    expect(cost('google', model, cached)).toBe('unpriced cache_read_tokens');
  });

  it('hears a minute of live audio by its length', () => {
    expect(cost('openai', 'gpt-realtime-whisper', { usage: { audio_seconds: 90 } })).toBe('0.0255');
  });

  it('leaves a tier that the price page does not have unpriced', () => {
    const flex = { usage: TOKENS, attributes: { service_tier: 'flex' } };
    expect(cost('openai', 'gpt-6.2-sol', flex)).toBe('unpriced input_tokens, output_tokens');
    const ultrafast = { usage: TOKENS, attributes: { service_tier: 'ultrafast' } };
    expect(cost('openai', 'gpt-6.2-astra', ultrafast)).toBe('unpriced input_tokens, output_tokens');
  });

  it('prices Haiku 5.5 by the length of the prompt, caches included', () => {
    const usage = { input_tokens: 60_000, cache_read_tokens: 40_000, output_tokens: 1000 };
    expect(cost('anthropic', 'claude-haiku-5-5', { usage })).toBe('0.0069');
    const longer = { ...usage, cache_read_tokens: 40_001 };
    expect(cost('anthropic', 'claude-haiku-5-5', { usage: longer })).toBe('0.03450005');
  });

  it('takes 200,000 tokens of Grok 4.7 as long context, and a fifth off in batches', () => {
    expect(cost('xai', 'grok-4.7', { usage: { input_tokens: 199_999 } })).toBe('0.399998');
    expect(cost('xai', 'grok-4.7', { usage: { input_tokens: 200_000 } })).toBe('0.8');
    expect(cost('xai', 'grok-4.7', { usage: TOKENS, attributes: { service_tier: 'batch' } })).toBe('0.0208');
  });

  it('charges searches of Gemini 4 and of the new models of OpenAI and Anthropic', () => {
    const usage = { web_searches: 2 };
    expect(cost('google', 'gemini-4-neon', { usage })).toBe('0.028');
    expect(cost('openai', 'gpt-6.2-sol', { usage })).toBe('0.02');
    expect(cost('anthropic', 'claude-haiku-5-5', { usage })).toBe('0.02');
  });
});

describe("models of Qwen's own API, at the international endpoint", () => {
  const region = 'ap-southeast-1';

  it.each([
    ['qwen-max', 10_000, '0.0224'],
    ['qwen3-max', 32_000, '0.0444'],
    ['qwen3-max', 32_001, '0.0888024'],
    ['qwen3-max-2025-09-23', 128_001, '0.399003'],
    ['qwen3-coder-plus', 256_001, '1.596006'],
    ['qwen-flash', 256_001, '0.06600025'],
  ])('%s takes a prompt of %i at its step', (model, tokens, usd) => {
    const usage = { input_tokens: tokens, output_tokens: 1000 };
    expect(cost('alibaba', model, { usage, region })).toBe(usd);
  });

  it('are unpriced where it is not known which endpoint was called, which has prices of its own', () => {
    const usage = { input_tokens: 1000 };
    expect(cost('dashscope', 'qwen-max', { usage })).toBe('unpriced input_tokens');
    expect(cost('dashscope', 'qwen-max', { usage, region: 'cn-beijing' })).toBe('unpriced input_tokens');
    expect(cost('qwen', 'qwen-plus', { usage, region })).toBe('unpriced input_tokens');
  });
});

describe('images, speech and re-ranking', () => {
  it.each([
    ['replicate', 'flux-schnell', { images: 5 }, '0.015'],
    ['replicate', 'black-forest-labs/flux-dev', { images: 1 }, '0.025'],
    ['stability', 'ultra', { images: 2 }, '0.16'],
    ['stability-ai', 'sd3.5-large', { images: 1 }, '0.065'],
    ['bedrock', 'stability.stable-image-core-v1:1', { images: 3 }, '0.12'],
    ['fal', 'fal-ai/nano-banana-2', { images: 10 }, '0.398'],
    ['fal-ai', 'fal-ai/flux-pro/v1.1', { images: 1 }, '0.04'],
    ['cohere', 'rerank-v4.0-pro', { requests: 1000 }, '2.5'],
    ['cohere', 'embed-english-v3.0', { input_tokens: M }, '0.1'],
  ] as const)('%s %s %o costs %s', (provider, model, usage, usd) => {
    expect(cost(provider, model, { usage })).toBe(usd);
  });
});

describe('speech, video and tools', () => {
  it.each([
    ['deepgram', 'nova-3', { audio_seconds: 60 }, '0.0077'],
    ['deepgram', 'nova-2-phonecall', { audio_seconds: 600 }, '0.043'],
    ['deepgram', 'aura-2-thalia-en', { characters: 1000 }, '0.03'],
    ['assemblyai', 'universal-2', { audio_seconds: 3600 }, '0.15'],
    ['assembly-ai', 'universal-3-5-pro-realtime', { audio_seconds: 1800 }, '0.225'],
    ['cartesia', 'ink-whisper', { audio_seconds: 60 }, '0.003'],
    ['google', 'chirp_3', { audio_seconds: 60 }, '0.016'],
    ['google', 'tts-neural2', { characters: M }, '16'],
    ['azure', 'azure-speech-batch', { audio_seconds: 3600 }, '0.18'],
    ['openai', 'gpt-live-transcribe', { audio_seconds: 60 }, '0.017'],
    ['kling', 'kling-v1-6', { video_seconds: 5 }, '0.28'],
    ['klingai', 'kling-v2-5-turbo', { video_seconds: 10 }, '0.7'],
    ['runwayml', 'gen4_turbo', { video_seconds: 10 }, '0.5'],
    ['luma', 'ray-2', { requests: 1 }, '0.71'],
    ['luma', 'photon-1', { images: 10 }, '0.073'],
    ['fal', 'fal-ai/veo3', { video_seconds: 8 }, '3.2'],
    ['fal', 'gpu-h200', { gpu_seconds: 3600 }, '4.5'],
    ['stability', 'upscale-fast', { images: 5 }, '0.1'],
    ['exa', 'search', { requests: 1000 }, '7'],
    ['exa-ai', 'exa-contents', { pages: 1000 }, '1'],
    ['tavily', 'tavily', { credits: 10 }, '0.08'],
    ['serper', 'search', { requests: 1000 }, '1'],
    ['perplexity', 'search', { requests: 200 }, '1'],
  ] as const)('%s %s %o costs %s', (provider, model, usage, usd) => {
    expect(cost(provider, model, { usage })).toBe(usd);
  });

  it('tells live audio, professional modes and larger packages apart', () => {
    const minute = { audio_seconds: 60 };
    expect(cost('deepgram', 'nova-3', { usage: minute, attributes: { mode: 'streaming' } })).toBe('0.0048');
    expect(cost('deepgram', 'nova-3', { usage: minute, at: '2026-07-31T23:59:59Z' })).toBe('0.0043');
    const video = { usage: { video_seconds: 5 }, attributes: { mode: 'pro' } };
    expect(cost('kling', 'kling-v1-6', video)).toBe('0.49');
    const mars = { usage: minute, attributes: { mode: 'by-post' } };
    expect(cost('deepgram', 'nova-3', mars)).toBe('unpriced audio_seconds');
  });
});

/** The ten largest regions of AWS. */
const REGIONS =
  'us-east-1 us-east-2 us-west-2 eu-west-1 eu-west-2 eu-central-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1'.split(
    ' ',
  );

/** What no source at hand gives a price of in other regions, or AWS does not sell there. */
const NOT_EVERYWHERE = new Set([
  'data-transfer-out-internet egress_gb',
  'eventbridge-api-destination requests',
  'eventbridge-custom-event messages',
  'eventbridge-custom-event requests',
  'eventbridge-pipes requests',
  'eventbridge-scheduler requests',
  'deep-archive gb_months',
  'deep-archive storage_gb_month',
  'deep-archive-put requests',
  'outbound-enterprise emails',
  'outbound-essentials emails',
  'outbound-pro emails',
  'sqs-fair-queue-surcharge requests',
  'sqs-fifo requests',
  'sqs-standard requests',
  ...['express-onezone', 'express-onezone-put', 'express-onezone-get'].flatMap((sku) =>
    ['gb_months', 'storage_gb_month', 'retrieval_gb', 'upload_gb', 'requests'].map(
      (unit) => `${sku} ${unit}`,
    ),
  ),
  'delete requests',
  'polly-generative characters',
  'polly-long-form characters',
  'polly-neural characters',
]);

describe('AWS in its ten largest regions', () => {
  const rows = book.list({ provider: 'aws', at: Date.parse('2026-11-29T12:00:00Z') });
  const places = Map.groupBy(rows, ({ sku, unit }) => `${sku} ${unit}`);

  it('has every unit in every region, but for those that are named', () => {
    const gaps = [...places].flatMap(([key, list]) => {
      const regions = new Set(list.map(({ region }) => region));
      const lacking = regions.has(null) ? [] : REGIONS.filter((region) => !regions.has(region));
      return lacking.length > 0 && !NOT_EVERYWHERE.has(key) ? [`${key}: ${lacking.join(' ')}`] : [];
    });
    expect(gaps).toEqual([]);
    expect(places.size).toBeGreaterThan(100);
  });

  it('names no unit as lacking that is everywhere', () => {
    const everywhere = [...NOT_EVERYWHERE].filter((key) => {
      const regions = new Set(places.get(key)?.map(({ region }) => region));
      return REGIONS.every((region) => regions.has(region));
    });
    expect(everywhere).toEqual([]);
  });

  // By AWS's own unit maps: prices of one region differ from the next.
  it.each([
    ['s3-standard', { gb_months: 100 }, 'eu-central-1', '2.45'],
    ['s3-standard', { gb_months: 100 }, 'us-east-1', '2.3'],
    ['standard-put', { requests: 1000 }, 'ap-southeast-2', '0.0055'],
    ['glacier-ir-put', { requests: 1000 }, 'eu-west-2', '0.02'],
    ['glacier-ir-get', { requests: 1000, retrieval_gb: 10 }, 'us-east-1', '0.31'],
    ['glacier-ir', { gb_months: 1000 }, 'eu-west-1', '4'],
    ['glacier', { retrieval_gb: 100 }, 'ap-northeast-1', '1.1'],
    ['wru', { write_request_units: M }, 'eu-west-1', '0.705'],
    ['rru', { read_request_units: M }, 'eu-central-1', '0.1525'],
    ['arm64', { requests: M, gb_seconds: 1000 }, 'eu-west-1', '0.2133334'],
    ['lambda', { gb_seconds: 1000 }, 'ap-south-1', '0.0166667'],
    ['rest-request', { requests: M }, 'eu-central-1', '3.7'],
    ['http-request', { requests: M }, 'eu-west-1', '1.11'],
    ['publish', { requests: M }, 'ap-northeast-1', '0.5'],
    ['outbound', { emails: 1000 }, 'eu-west-2', '0.1'],
    ['polly', { characters: M }, 'eu-west-1', '4'],
    ['polly-neural', { characters: M }, 'us-east-1', '16'],
    ['transcribe', { audio_seconds: 60 }, 'eu-west-1', '0.006'],
    ['transcribe-streaming', { audio_seconds: 60 }, 'us-east-1', '0.010002'],
    ['rekognition', { images: 1000 }, 'eu-west-2', '1.16'],
    ['rekognition-video', { video_seconds: 90 }, 'us-east-1', '0.15'],
    ['kms', { requests: 10_000 }, 'ap-south-1', '0.03'],
    ['kms-key', { key_months: 2 }, 'us-east-1', '2'],
    ['cloudwatch-logs-ingestion', { upload_gb: 10 }, 'eu-west-1', '5.7'],
    ['cloudwatch-metric', { metric_months: 3 }, 'us-west-2', '0.9'],
    ['step-functions', { state_transitions: 1000 }, 'ap-south-1', '0.0285'],
    // 100 KB are two events of 64 KB.
    ['eventbridge', { requests: M, message_kb: 100 }, 'us-east-1', '2'],
    ['eventbridge-scheduler', { requests: M }, 'us-east-1', '1'],
    ['eventbridge', { requests: M }, 'eu-west-1', 'unpriced requests'],
  ] as const)('%s %o in %s costs %s', (model, usage, region, usd) => {
    expect(cost('aws', model, { usage, region })).toBe(usd);
  });

  it('charges Transcribe by the month before its flat price of June 2026', () => {
    const asked = { usage: { audio_seconds: 60 }, region: 'eu-west-1' };
    expect(cost('aws', 'transcribe', { ...asked, at: '2026-05-31T23:59:59Z' })).toBe('0.024');
    expect(cost('aws', 'transcribe', { ...asked, at: '2026-06-01T00:00:00Z' })).toBe('0.006');
  });

  it('charges requests of CloudFront by the place of the viewer', () => {
    const usage = { requests: 10_000 };
    expect(cost('aws', 'cloudfront', { usage })).toBe('0.01');
    expect(cost('aws', 'cloudfront', { usage, attributes: { viewer_location: 'japan' } })).toBe('0.012');
    expect(cost('aws', 'cloudfront', { usage, attributes: { viewer_location: 'mars' } })).toBe(
      'unpriced requests',
    );
  });

  it.each([
    [{}, '0.85'],
    [{ viewer_location: 'europe' }, '0.85'],
    [{ viewer_location: 'japan' }, '1.14'],
    [{ viewer_location: 'asia-pacific' }, '1.2'],
    [{ viewer_location: 'india' }, '1.09'],
    [{ viewer_location: 'mars' }, 'unpriced egress_gb'],
  ])('charges ten GB that CloudFront sends to %o as %s', (attributes, usd) => {
    expect(cost('aws', 'cloudfront-transfer', { usage: { egress_gb: 10 }, attributes })).toBe(usd);
  });

  it('never takes the price of another region', () => {
    expect(cost('aws', 'sqs-standard', { usage: { requests: 1 }, region: 'eu-west-1' })).toBe(
      'unpriced requests',
    );
    expect(cost('aws', 's3-standard', { usage: { gb_months: 1 }, region: 'eu-north-1' })).toBe(
      'unpriced gb_months',
    );
  });
});

describe('tiers and fees by the pages of their makers', () => {
  it.each([
    ['google', 'gemini-3-flash-preview', 'flex', '0.004'],
    ['google', 'gemini-3-flash-preview', 'priority', '0.0144'],
    ['vertex_ai', 'gemini-3.1-pro-preview', 'flex', '0.016'],
    ['google', 'gemini-3.1-pro-preview', 'priority', '0.0576'],
    ['google', 'gemini-3.8-flash', 'flex', '0.005625'],
    ['google', 'gemini-3.6-flash', 'priority', '0.02025'],
    ['bedrock', 'openai.gpt-oss-120b-1:0', 'flex', '0.00105'],
    ['bedrock', 'openai.gpt-oss-120b-1:0', 'priority', '0.003675'],
    ['bedrock', 'eu.amazon.nova-lite-v1:0', 'batch', '0.000483'],
    ['bedrock', 'amazon.nova-lite-v1:0', 'flex', 'unpriced input_tokens, output_tokens'],
    ['minimax', 'MiniMax-M3', 'standard', '0.0042'],
    ['minimax', 'MiniMax-M3', 'priority', '0.0063'],
    ['minimax', 'MiniMax-M2.7', 'priority', 'unpriced input_tokens, output_tokens'],
  ])('%s %s in %s costs %s', (provider, model, tier, usd) => {
    expect(cost(provider, model, { usage: TOKENS, attributes: { service_tier: tier } })).toBe(usd);
  });

  it.each([
    ['google', 'gemini-2.5-flash', { map_searches: 1 }, '0.025'],
    ['google', 'gemini-3-flash-preview', { map_searches: 2 }, '0.028'],
    ['google', 'gemini-3.1-flash-lite', { map_searches: 1 }, 'unpriced map_searches'],
    ['google', 'gemini-4-neon', { map_searches: 1 }, 'unpriced map_searches'],
    ['openai', 'o3-deep-research', { web_searches: 10 }, '0.1'],
    ['openai', 'o4-mini-deep-research-2025-06-26', { web_searches: 10 }, '0.1'],
    ['minimax', 'MiniMax-M3', { input_tokens: 512_000 }, '0.1536'],
    ['minimax', 'MiniMax-M3', { input_tokens: 512_001 }, '0.3072006'],
    ['minimax', 'MiniMax-M2.7', { cache_read_tokens: M, cache_write_5m_tokens: M }, '0.435'],
    ['mistral', 'voxtral-mini-2507', { audio_seconds: 60 }, '0.002'],
    ['voyage', 'voyage-multimodal-3.5', { input_tokens: M }, '0.12'],
    ['voyage', 'rerank-2.5-lite', { input_tokens: M }, '0.02'],
  ])('%s %s: %o costs %s', (provider, model, usage, usd) => {
    expect(cost(provider, model, { usage })).toBe(usd);
  });

  it('take the cached tokens of a tier at its price, and pay searches of a map in every tier', () => {
    const flex = { service_tier: 'flex' };
    expect(cost('google', 'gemini-3.5-flash', { usage: { cache_read_tokens: M }, attributes: flex })).toBe(
      '0.075',
    );
    expect(cost('google', 'gemini-3-flash-preview', { usage: { map_searches: 1 }, attributes: flex })).toBe(
      '0.014',
    );
    expect(
      cost('google', 'gemini-3-flash-preview', {
        usage: { cache_read_tokens: M },
        attributes: { service_tier: 'priority' },
      }),
    ).toBe('0.09');
  });
});

describe('values that no price knows', () => {
  it('leave the fee of a search of another size and a machine of another region unpriced', () => {
    const usage = { requests: 1 };
    const size = (search_context_size: string) => ({ usage, attributes: { search_context_size } });
    expect(cost('perplexity', 'sonar-pro', size('medium'))).toBe('0.01');
    expect(cost('perplexity', 'sonar-pro', size('vast'))).toBe('unpriced requests');
    const machine = { machine_seconds: 2_592_000 };
    expect(cost('fly', 'shared-cpu-1x-256mb', { usage: machine })).toBe('2.02');
    expect(cost('fly', 'shared-cpu-1x-256mb', { usage: machine, region: 'iad' })).toBe('1.94');
    expect(cost('fly', 'shared-cpu-1x-256mb', { usage: machine, region: 'syd' })).toBe(
      'unpriced machine_seconds',
    );
  });
});
