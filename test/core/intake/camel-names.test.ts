import { describe, expect, it } from 'vitest';
import { camelNames, dumpedAnswer } from '../../../core/intake/camel-names.ts';

describe('names of Google’s Python SDK', () => {
  it('are those of the API, at every level, without nulls', () => {
    const dumped = { prompt_tokens_details: [{ token_count: 3 }], cached_content_token_count: null };
    expect(camelNames(dumped)).toEqual({ promptTokensDetails: [{ tokenCount: 3 }] });
  });

  it('are changed only in what is read of an answer', () => {
    const answer = dumpedAnswer({
      model_version: 'gemini-2.5-flash',
      response_id: 'r-1',
      usage_metadata: { prompt_token_count: 1 },
      candidates: [{ content: { parts: [] }, grounding_metadata: { web_search_queries: ['a'] } }],
    });
    expect(answer).toMatchObject({
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r-1',
      usageMetadata: { promptTokenCount: 1 },
      candidates: [{ groundingMetadata: { webSearchQueries: ['a'] } }],
    });
  });
});
