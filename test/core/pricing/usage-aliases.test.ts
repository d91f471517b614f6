import { describe, expect, it } from 'vitest';
import { formatDecimal, parseQuantity, type Quantity } from '../../../core/money/decimal.ts';
import { parseQuote } from '../../../core/pricing/quote-request.ts';
import { partsOfUsage, usageWarnings } from '../../../core/pricing/usage-aliases.ts';

function usage(counts: Readonly<Record<string, number>>): Record<string, Quantity> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, parseQuantity(String(count))]),
  );
}

function parts(counts: Readonly<Record<string, number>>, provider = 'openai'): Record<string, number> {
  const found = Object.entries(partsOfUsage(usage(counts), provider));
  return Object.fromEntries(found.map(([name, quantity]) => [name, Number(formatDecimal(quantity))]));
}

describe('names that providers give to counts', () => {
  it.each([
    ['xai', {}, { output_tokens: 5, output_reasoning_tokens: 50 }],
    ['Grok', { total_tokens: 155 }, { output_tokens: 5, output_reasoning_tokens: 50 }],
    ['perplexity', {}, { output_tokens: 5, output_reasoning_tokens: 50 }],
    ['google', {}, { output_tokens: 5, output_reasoning_tokens: 50 }],
  ])('%s counts reasoning beside the completion, %o or not', (provider, more, expected) => {
    const counts = { prompt_tokens: 100, cached_tokens: 20, completion_tokens: 5, reasoning_tokens: 50 };
    const read = parts({ ...counts, ...more }, provider);
    expect(read).toEqual({ input_tokens: 80, cache_read_tokens: 20, ...expected });
  });

  it('lets a total say that a gateway has put reasoning inside already', () => {
    const counts = { prompt_tokens: 100, completion_tokens: 55, reasoning_tokens: 50, total_tokens: 155 };
    expect(parts(counts, 'xai')).toEqual({ input_tokens: 100, output_tokens: 55 });
  });

  it('takes what Cohere bills of reranking for the calls it is', () => {
    expect(parts({ search_units: 2 }, 'cohere')).toEqual({ requests: 2 });
  });

  it.each([
    [
      'OpenAI: cached tokens are inside the prompt, reasoning inside the completion',
      {
        prompt_tokens: 100,
        completion_tokens: 40,
        cached_tokens: 30,
        reasoning_tokens: 25,
        total_tokens: 140,
      },
      { input_tokens: 70, cache_read_tokens: 30, output_tokens: 40 },
    ],
    [
      'Anthropic: cache reads and writes are beside the input',
      { input_tokens: 10, cache_read_input_tokens: 500, cache_creation_input_tokens: 200, output_tokens: 5 },
      { input_tokens: 10, output_tokens: 5, cache_read_tokens: 500, cache_write_5m_tokens: 200 },
    ],
    ['parts of the ledger stay', { input_tokens: 1, images: 2 }, { input_tokens: 1, images: 2 }],
    [
      'a part and its alias are not added up',
      { prompt_tokens: 5, input_tokens: 5 },
      { prompt_tokens: 5, input_tokens: 5 },
    ],
    [
      'a part that is larger than what it is inside of leaves all as it came',
      { prompt_tokens: 5, cached_tokens: 9 },
      { prompt_tokens: 5, cached_tokens: 9 },
    ],
    [
      'OpenAI’s responses: cached tokens inside the input, reasoning inside the output',
      { input_tokens: 1000, cached_tokens: 200, output_tokens: 100, reasoning_tokens: 64 },
      { input_tokens: 800, cache_read_tokens: 200, output_tokens: 100 },
    ],
    [
      'OpenAI’s usage API',
      { input_tokens: 1000, input_cached_tokens: 400 },
      { input_tokens: 600, cache_read_tokens: 400 },
    ],
    [
      'DeepSeek: hits and misses are the prompt; a gateway writes the hits by both names',
      {
        prompt_tokens: 100,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
        cached_tokens: 64,
        completion_tokens: 9,
      },
      { input_tokens: 36, cache_read_tokens: 64, output_tokens: 9 },
    ],
    [
      'two names of one count that differ',
      { prompt_tokens: 100, cached_tokens: 30, prompt_cache_hit_tokens: 40 },
      { prompt_tokens: 100, cached_tokens: 30, prompt_cache_hit_tokens: 40 },
    ],
    [
      'reasoning beside the completion, as some providers count it',
      { prompt_tokens: 5, completion_tokens: 3, reasoning_tokens: 40 },
      { prompt_tokens: 5, completion_tokens: 3, reasoning_tokens: 40 },
    ],
    [
      'a part of a sum that is not there may be in another count',
      { output_tokens: 100, cached_tokens: 30 },
      { output_tokens: 100, cached_tokens: 30 },
    ],
    ['a sum alone says no part', { total_tokens: 5 }, { total_tokens: 5 }],
    ['a name of every object is no alias', { constructor: 5 }, { constructor: 5 }],
  ])('%s', (_name, sent, expected) => {
    expect(parts(sent)).toEqual(expected);
  });

  it('are parts of a quote too', () => {
    const asked = {
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { prompt_tokens: 7, completion_tokens: 2 },
    };
    const { usage: quoted } = parseQuote(asked, 0).request;
    expect(quoted).toEqual(usage({ input_tokens: 7, output_tokens: 2 }));
  });

  it('warns of the rest, with the part that was probably meant', () => {
    const warnings = usageWarnings(
      usage({ input_tokens: 1, output_token: 2, class_a_operations: 3, wibble: 4 }),
      'openai',
    );
    expect(warnings.map(({ field, suggestion }) => [field, suggestion])).toEqual([
      ['usage.output_token', 'output_tokens'],
      ['usage.class_a_operations', 'class_a'],
      ['usage.wibble', null],
    ]);
    expect(
      usageWarnings(usage({ prompt_tokens: 3, completion_tokens: 1, memory_mb: 512 }), 'openai'),
    ).toEqual([]);
  });

  it.each([
    [
      { input_tokens: 5, prompt_tokens: 5 },
      'usage.prompt_tokens',
      'prompt_tokens and input_tokens are two names',
    ],
    [
      { prompt_tokens: 5, cached_tokens: 9 },
      'usage.cached_tokens',
      'cached_tokens would be inside prompt_tokens',
    ],
    [
      { cached_tokens: 9 },
      'usage.cached_tokens',
      'is inside prompt_tokens or input_tokens, which is not there',
    ],
    [{ prompt_token_count: 9 }, 'usage.prompt_token_count', 'POST /record/google takes its answer whole'],
    [{ thoughts_token_count: 9 }, 'usage.thoughts_token_count', 'POST /record/google takes its answer whole'],
    [{ videos: 2 }, 'usage.videos', 'is no usage part that the ledger knows'],
    [{ tokens: 2 }, 'usage.tokens', 'is no usage part that the ledger knows'],
  ])(
    'says what is wrong with %o, and suggests no name that would count it wrongly',
    (sent, field, message) => {
      const counts: Record<string, number> = sent;
      expect(usageWarnings(usage(counts), 'openai')).toContainEqual({
        field,
        message: expect.stringContaining(message) as unknown,
        suggestion: null,
      });
    },
  );
});
