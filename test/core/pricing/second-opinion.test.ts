import { calcPrice, waitForUpdate, type Provider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseQuantity, ZERO_QUANTITY } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { INCLUDED } from '../../../scripts/prices/genai-source.ts';

const at = new Date('2026-11-01T12:00:00Z');
const book = createPriceBook();
const providers = ((await waitForUpdate()) ?? []).filter(({ id }) => id in INCLUDED);

/** Corrections of the source, see docs/prices.md. */
const CORRECTED =
  /^(?:claude-sonnet-4-5|deepseek-chat|deepseek-reasoner|deepseek-v4-flash|mistral-large-latest|mistral-small-latest|gpt-4o-mini-tts|gemini-.*tts.*|whisper.*|phi-3-(?:mini|medium)-128k-instruct|phi-4(?:-mini-instruct|-multimodal-instruct|-reasoning-plus)?|grok-3|grok-4-0709|grok-4(?:-1)?-fast-(?:non-)?reasoning|grok-code-fast-1)$/;

interface Opinion {
  readonly key: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Both prices of a prompt of `tokens` and 1,000 tokens of output, for every model by its id. */
function opinions(provider: Provider, tokens: number): Opinion[] {
  return provider.models.flatMap((model) => {
    const usage = { input_tokens: tokens, output_tokens: 1000 };
    const price = calcPrice(usage, model.id, { providerId: provider.id, timestamp: at });
    if (!price || price.total_price === 0 || CORRECTED.test(model.id) || price.model.id !== model.id)
      return [];
    if (!('input_mtok' in price.model_price) || !('output_mtok' in price.model_price)) return [];
    const { cost, status } = book.price({
      provider: INCLUDED[provider.id] ?? '',
      model: model.id,
      attributes: {},
      usage: {
        input_tokens: parseQuantity(String(tokens)),
        output_tokens: parseQuantity('1000'),
        // The source adds a request to every call; ours counts those that are given.
        requests: 'requests_kcount' in price.model_price ? parseQuantity('1') : ZERO_QUANTITY,
      },
      at: at.getTime(),
    });
    const ours = status === 'priced' ? Number(formatDecimal(cost)).toPrecision(12) : status;
    return [{ key: `${provider.id}/${model.id}`, ours, theirs: price.total_price.toPrecision(12) }];
  });
}

describe.each(providers.map((provider) => [provider.id, provider] as const))('%s', (_id, provider) => {
  it.each([1000, 250_000, 300_000])('says what the source says of a prompt of %i tokens', (tokens) => {
    const all = opinions(provider, tokens);
    expect(all.filter(({ ours, theirs }) => ours !== theirs)).toEqual([]);
  });
});
