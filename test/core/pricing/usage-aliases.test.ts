import { describe, expect, it } from 'vitest';
import { formatDecimal, parseQuantity, type Quantity } from '../../../core/money/decimal.ts';
import { parseQuote } from '../../../core/pricing/quote-request.ts';
import { partsOfUsage, usageWarnings } from '../../../core/pricing/usage-aliases.ts';

function usage(counts: Readonly<Record<string, number>>): Record<string, Quantity> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, parseQuantity(String(count))]),
  );
}

function parts(counts: Readonly<Record<string, number>>): Record<string, number> {
  const found = Object.entries(partsOfUsage(usage(counts)));
  return Object.fromEntries(found.map(([name, quantity]) => [name, Number(formatDecimal(quantity))]));
}

describe('names that providers give to counts', () => {
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
      'a part of a sum that is not there may be in another count',
      { input_tokens: 100, cached_tokens: 30 },
      { input_tokens: 100, cached_tokens: 30 },
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
    );
    expect(warnings.map(({ field, suggestion }) => [field, suggestion])).toEqual([
      ['usage.output_token', 'output_tokens'],
      ['usage.class_a_operations', 'class_a'],
      ['usage.wibble', null],
    ]);
    expect(usageWarnings(usage({ prompt_tokens: 3, completion_tokens: 1, memory_mb: 512 }))).toEqual([]);
  });
});
