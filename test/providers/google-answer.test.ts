import { describe, expect, it } from 'vitest';
import { readGoogleAnswer } from '../../providers/google-answer.ts';

function usageOf(answer: unknown, asked = {}) {
  const [part] = readGoogleAnswer(answer, asked);
  return part?.reading.kind === 'rejected' ? part.reading.problems : part?.reading.usage;
}

function grounded(...webSearchQueries: string[]) {
  return {
    candidates: [{ groundingMetadata: { webSearchQueries } }],
    usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 2 },
  };
}

function tierOf(answer: unknown, serviceTier?: string) {
  return readGoogleAnswer(answer, { serviceTier }).map(({ reading }) =>
    reading.kind === 'rejected' ? undefined : reading.attributes['service_tier'],
  );
}

describe('searches of Gemini', () => {
  it('are billed by the prompt up to Gemini 2', () => {
    expect(usageOf(grounded('a', 'b', 'c'), { model: 'gemini-2.5-flash' })).toMatchObject({
      web_searches: 1,
    });
  });

  it('are billed by each different query that is not empty from Gemini 3 on', () => {
    const asked = { model: 'gemini-3-flash-preview' };
    expect(usageOf(grounded('bitcoin price', '', 'ethereum price', 'bitcoin price'), asked)).toMatchObject({
      web_searches: 2,
    });
  });
});

describe('an interaction', () => {
  it('has the names of its own for the same counts', () => {
    const usage = {
      total_input_tokens: 100,
      input_tokens_by_modality: [
        { modality: 'text', tokens: 40 },
        { modality: 'image', tokens: 60 },
      ],
      total_cached_tokens: 30,
      cached_tokens_by_modality: [{ modality: 'text', tokens: 30 }],
      total_output_tokens: 7,
      total_thought_tokens: 103,
      total_tool_use_tokens: 5,
      total_tokens: 215,
      grounding_tool_count: [{ type: 'google_search', count: 2 }],
    };
    expect(usageOf({ model: 'gemini-3.5-flash', status: 'completed', usage })).toEqual({
      input_tokens: 15,
      cache_read_tokens: 30,
      input_image_tokens: 60,
      output_tokens: 7,
      output_reasoning_tokens: 103,
      web_searches: 2,
    });
  });
});

describe('answers of Vertex AI', () => {
  it('bill pictures by the piece and embeddings by what each one counted', () => {
    expect(usageOf({ predictions: [{ bytesBase64Encoded: '' }, { bytesBase64Encoded: '' }] })).toEqual({
      images: 2,
    });
    const embedded = { embeddings: { values: [], statistics: { token_count: 4 } } };
    expect(usageOf({ predictions: [embedded, embedded] })).toEqual({ input_tokens: 8 });
    const sdk = { values: [], statistics: { tokenCount: 4 } };
    expect(usageOf({ embeddings: [sdk, sdk] })).toEqual({ input_tokens: 8 });
    const [part] = readGoogleAnswer({ embedding: { values: [] }, usageMetadata: { promptTokenCount: 7 } });
    expect(part).toMatchObject({ service: 'embedding', reading: { usage: { input_tokens: 7 } } });
  });

  it('are unknown where they tell nothing', () => {
    expect(usageOf({})).toEqual(['the answer tells no usage']);
  });
});

describe('what Google says beside the counts', () => {
  const usageMetadata = { promptTokenCount: 8, candidatesTokenCount: 2 };

  it('is the tier that was served, in the usage or in a header, where it is one with a price', () => {
    expect(tierOf({ usageMetadata: { ...usageMetadata, serviceTier: 'FLEX' } })).toEqual(['flex']);
    expect(tierOf({ usageMetadata }, 'priority')).toEqual(['priority']);
    expect(tierOf({ usageMetadata }, 'standard')).toEqual([undefined]);
    expect(tierOf({ usageMetadata }, 'paid')).toEqual([undefined]);
  });

  it('is a search of Google Maps, by the prompt up to Gemini 2 and of an unknown number after it', () => {
    const candidates = [{ groundingMetadata: { groundingChunks: [{ maps: { placeId: 'x' } }] } }];
    const mapped = (modelVersion: string) =>
      readGoogleAnswer({ modelVersion, candidates, usageMetadata })[0]?.reading;
    const usage = { input_tokens: 8, output_tokens: 2, map_searches: 1 };
    expect(mapped('gemini-2.5-flash')).toMatchObject({ kind: 'usage', usage });
    expect(mapped('gemini-3-flash-preview')).toMatchObject({
      kind: 'uncertain',
      usage,
      problems: ['the answer does not tell how many searches of Google Maps it took: one is counted'],
    });
  });

  it('is each search of Google Maps that an interaction counts, beside those of the web', () => {
    const usage = {
      total_input_tokens: 8,
      total_output_tokens: 2,
      grounding_tool_count: [
        { type: 'google_search', count: 2 },
        { type: 'google_maps', count: 3 },
        { type: 'retrieval', count: 4 },
      ],
    };
    expect(readGoogleAnswer({ model: 'gemini-3-flash-preview', usage })[0]?.reading).toMatchObject({
      kind: 'usage',
      usage: { web_searches: 2, map_searches: 3 },
    });
  });
});
