import { describe, expect, it } from 'vitest';
import { aiSdkFees } from '../../providers/ai-sdk-fees.ts';
import { modelFees } from '../../providers/model-fees.ts';
import { fromOpenTelemetry } from '../../providers/open-telemetry.ts';

const LOW = { fees: { requests: 1 }, terms: { search_context_size: 'low' } };
const NONE = { fees: {}, terms: {} };

function span(model: string, more = {}) {
  return fromOpenTelemetry({
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.usage.input_tokens': 20,
    'gen_ai.usage.output_tokens': 300,
    ...more,
  }).reading;
}

describe('what a model alone tells that is billed', () => {
  it.each([
    ['gpt-4o-search-preview-2025-03-11', 'openai', { fees: { web_searches: 1 }, terms: {} }],
    ['openai/gpt-5-search-api', 'openrouter', { fees: { web_searches: 1 }, terms: {} }],
    ['sonar-pro', 'perplexity', LOW],
    ['sonar', 'Perplexity.chat', LOW],
    ['sonar-deep-research', 'perplexity', NONE],
    ['perplexity/sonar', 'perplexity', NONE],
    ['sonar', 'openrouter', NONE],
    [undefined, undefined, NONE],
  ])('%s of %s', (model, provider, fees) => {
    expect(modelFees(model, provider)).toEqual(fees);
  });

  it('is counted of spans, whose searches may be told as well', () => {
    expect(span('gpt-4o-search-preview')).toMatchObject({ usage: { web_searches: 1 } });
    expect(span('gpt-4o-search-preview', { 'gen_ai.usage.web_search_requests': 2 })).toMatchObject({
      usage: { web_searches: 2 },
    });
    expect(span('sonar', { 'gen_ai.provider.name': 'perplexity' })).toMatchObject({
      usage: { input_tokens: 20, output_tokens: 300, requests: 1 },
      attributes: { search_context_size: 'low' },
    });
  });

  it('is counted of calls of the AI SDK', () => {
    expect(aiSdkFees([], undefined, {}, 'gpt-4o-mini-search-preview')).toEqual({ web_searches: 1 });
  });
});
