import { describe, expect, it } from 'vitest';
import { liteLlmCall } from '../../../core/intake/litellm-usage.ts';

const CALL = {
  call_type: 'acompletion',
  custom_llm_provider: 'openai',
  model: 'gpt-5.1',
  prompt_tokens: 1000,
  completion_tokens: 100,
};

const liteLlmUsage = (payload: Parameters<typeof liteLlmCall>[0]) => liteLlmCall(payload).usage;

describe('liteLlmCall', () => {
  it('reads a response with its reasoning, its cached tokens and its searches', () => {
    const usage = {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 400 },
      output_tokens: 100,
      output_tokens_details: { reasoning_tokens: 60 },
      total_tokens: 1100,
    };
    const output = [{ type: 'web_search_call', status: 'completed', action: { type: 'search' } }];
    const response = {
      id: 'resp_1',
      object: 'response',
      model: 'gpt-5.1',
      service_tier: 'flex',
      usage,
      output,
    };
    expect(liteLlmUsage({ ...CALL, call_type: 'aresponses', response })).toEqual({
      service: 'llm',
      usage: {
        input_tokens: 600,
        cache_read_tokens: 400,
        output_tokens: 40,
        output_reasoning_tokens: 60,
        web_searches: 1,
      },
      attributes: { service_tier: 'flex' },
    });
  });

  it('prices a batch as one, and counts the fee of a model that has one for each call', () => {
    expect(liteLlmUsage({ ...CALL, call_type: 'aretrieve_batch' })).toMatchObject({
      attributes: { service_tier: 'batch' },
    });
    expect(liteLlmUsage({ ...CALL, model: 'gpt-4o-search-preview' })).toMatchObject({
      usage: { web_searches: 1 },
    });
    const sonar = { custom_llm_provider: 'perplexity', model: 'sonar' };
    const usage = { prompt_tokens: 14, completion_tokens: 100, search_context_size: 'high' };
    expect(liteLlmUsage({ ...CALL, ...sonar, response: { usage } })).toMatchObject({
      usage: { input_tokens: 14, output_tokens: 100, requests: 1 },
      attributes: { search_context_size: 'high' },
    });
  });

  it('reads a message of Anthropic by Anthropic’s own counts', () => {
    const usage = { input_tokens: 10, cache_read_input_tokens: 1000, output_tokens: 20 };
    const claude = { custom_llm_provider: 'anthropic', model: 'claude-sonnet-4-5' };
    const call = { ...CALL, ...claude, call_type: 'anthropic_messages', response: { usage } };
    expect(liteLlmUsage(call)).toEqual({
      service: 'llm',
      usage: { input_tokens: 10, cache_read_tokens: 1000, output_tokens: 20 },
    });
  });

  it('reads the length of a transcript and the searches of reranking', () => {
    const none = { prompt_tokens: 0, completion_tokens: 0 };
    const transcript = { ...CALL, ...none, call_type: 'atranscription', model: 'whisper-1' };
    expect(liteLlmUsage({ ...transcript, response: { text: 'x', duration: 61.2 } })).toEqual({
      service: 'stt',
      usage: { audio_seconds: '61.2' },
    });
    const rerank = { ...CALL, ...none, call_type: 'arerank', custom_llm_provider: 'cohere' };
    expect(liteLlmUsage({ ...rerank, response: { meta: { billed_units: { search_units: 1 } } } })).toEqual({
      service: 'embedding',
      usage: { requests: 1 },
    });
  });

  it('counts a request where nothing else is told', () => {
    const speech = { ...CALL, prompt_tokens: 0, completion_tokens: 0, call_type: 'aspeech', response: {} };
    expect(liteLlmUsage(speech)).toEqual({ service: undefined, usage: { requests: 1 } });
  });
});
