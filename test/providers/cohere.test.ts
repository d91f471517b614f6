import { describe, expect, it } from 'vitest';
import { cohereParts } from '../../providers/cohere.ts';

describe('what Cohere bills by its own API', () => {
  it.each<[string, object, string, object]>([
    [
      'chat by its billed units, not by all tokens',
      {
        usage: {
          billed_units: { input_tokens: 5, output_tokens: 7 },
          tokens: { input_tokens: 71, output_tokens: 8 },
        },
      },
      'llm',
      { input_tokens: 5, output_tokens: 7 },
    ],
    [
      'the end of a streamed chat',
      { type: 'message-end', delta: { usage: { billed_units: { input_tokens: 5, output_tokens: 7 } } } },
      'llm',
      { input_tokens: 5, output_tokens: 7 },
    ],
    [
      'embeddings of text and images',
      { embeddings: {}, meta: { billed_units: { input_tokens: 4, image_tokens: 300 } } },
      'embedding',
      { input_tokens: 4, input_image_tokens: 300 },
    ],
    [
      'reranking by the search',
      { meta: { billed_units: { search_units: 2 } } },
      'embedding',
      { requests: 2 },
    ],
  ])('is read of %s', (_name, answer, service, usage) => {
    expect(cohereParts(answer)).toEqual([{ service, reading: { kind: 'usage', usage, attributes: {} } }]);
  });

  it('is nothing of an answer of another protocol', () => {
    expect(cohereParts({ usage: { prompt_tokens: 1 } })).toBeUndefined();
  });
});
