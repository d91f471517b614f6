import { describe, expect, it } from 'vitest';
import { fromPerplexity } from '../../providers/perplexity.ts';

const CHAT = { prompt_tokens: 14, completion_tokens: 100, total_tokens: 114 };

describe('usage of Perplexity', () => {
  it('has the fee of a request, by the search context that was used, asked for, or the default', () => {
    const told = fromPerplexity({ ...CHAT, search_context_size: 'high' }, { model: 'sonar' }, 'medium');
    expect(told).toMatchObject({ usage: { requests: 1 }, attributes: { search_context_size: 'high' } });
    expect(fromPerplexity(CHAT, { model: 'sonar-pro' }, 'medium')).toMatchObject({
      attributes: { search_context_size: 'medium' },
    });
    expect(fromPerplexity(CHAT, { model: 'sonar-pro' })).toMatchObject({
      attributes: { search_context_size: 'low' },
    });
  });

  it('has no fee where the answer says that there was none', () => {
    const reading = fromPerplexity({ ...CHAT, cost: { request_cost: 0 } }, { model: 'sonar' });
    expect(reading).toEqual({
      kind: 'usage',
      usage: { input_tokens: 14, output_tokens: 100 },
      attributes: {},
    });
  });

  it('has searches, citations and reasoning of deep research beside its tokens, as the documentation shows', () => {
    const usage = {
      prompt_tokens: 33,
      completion_tokens: 7163,
      total_tokens: 7196,
      citation_tokens: 20_016,
      num_search_queries: 18,
      reasoning_tokens: 73_997,
    };
    expect(fromPerplexity(usage, { provider: 'perplexity', model: 'sonar-deep-research' })).toEqual({
      kind: 'usage',
      usage: {
        input_tokens: 33,
        output_tokens: 7163,
        output_reasoning_tokens: 73_997,
        output_citation_tokens: 20_016,
        web_searches: 18,
      },
      attributes: {},
    });
  });
});
