import {
  formatDecimal,
  minus,
  ONE,
  picoUnits,
  plus,
  type Quantity,
  ratio,
  ZERO_QUANTITY,
} from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { priceSlice, savingOf } from './counterfactual.ts';
import {
  actionBase,
  sliceTitle,
  optimizationId,
  type OptimizationDraft,
  type UsageSlice,
} from './optimization.ts';

/** Providers cache a prefix from 1,024 tokens on (OpenAI; Anthropic for most models). */
const LEAST_PREFIX = 1024n * ONE;
/** Calls of a period below which a cache would mostly be cold. */
const LEAST_CALLS = 100;
/** Already cached: a quarter of the prompt or more is read from the cache. */
const CACHED_SHARE = 4n;
/** Share of the input taken for repeated where it was not measured and prompts are long; said in the evidence. */
const ASSUMED_REPEATED_PERCENT = 30n;
/** Of the repeated input, so much is written (a miss after the cache's life) and the rest is read. */
const WRITTEN_PERCENT = 10n;

function repeatedInput(slice: UsageSlice): { tokens: Quantity; measured: boolean } | undefined {
  const input = slice.usage['input_tokens'] ?? 0n;
  const read = slice.usage['cache_read_tokens'] ?? 0n;
  const calls = BigInt(slice.calls);
  if (slice.calls < LEAST_CALLS || read * CACHED_SHARE >= input + read) return undefined;
  const measured = slice.repeatedInputTokens;
  const tokens = measured ?? picoUnits((input * ASSUMED_REPEATED_PERCENT) / 100n);
  if (tokens > input || tokens < LEAST_PREFIX * calls) return undefined;
  return { tokens, measured: measured !== undefined };
}

/** The usage with the repeated input in the cache; without a price for writes, misses stay plain input. */
function cachedUsage(book: PriceBook, slice: UsageSlice, at: Instant, tokens: Quantity) {
  const { usage } = slice;
  const written = picoUnits((tokens * WRITTEN_PERCENT) / 100n);
  const read = minus(plus(usage['cache_read_tokens'] ?? ZERO_QUANTITY, tokens), written);
  const input = minus(usage['input_tokens'] ?? ZERO_QUANTITY, tokens);
  const writes = plus(usage['cache_write_5m_tokens'] ?? ZERO_QUANTITY, written);
  const withWrites = {
    ...usage,
    input_tokens: input,
    cache_read_tokens: read,
    cache_write_5m_tokens: writes,
  };
  return priceSlice(book, slice, at, { usage: withWrites }) === undefined
    ? { ...usage, input_tokens: plus(input, written), cache_read_tokens: read }
    : withWrites;
}

/** An optimization: cache the part of the prompt that repeats, where the model has a price for cache reads. */
export function promptCaching(book: PriceBook, slice: UsageSlice, at: Instant): OptimizationDraft[] {
  const repeated = repeatedInput(slice);
  if (!repeated) return [];
  const usage = cachedUsage(book, slice, at, repeated.tokens);
  const saving = savingOf(book, slice, at, { usage });
  if (saving === undefined || saving <= 0n) return [];
  return [
    {
      id: optimizationId('prompt-caching', [slice.operation, slice.provider, slice.model]),
      kind: 'prompt-caching',
      title: `Cache the repeated prompt of ${sliceTitle(slice)}`,
      savingInPeriod: saving,
      effort: repeated.measured ? 'low' : 'medium',
      risk: 'none',
      guide: [
        'Put what is the same in every call (instructions, examples, documents) first and what changes last',
        'Anthropic and Bedrock: mark the end of the fixed part with cache_control; OpenAI and Google cache by themselves',
        'Check that cache_read_tokens rises in the usage of this operation',
      ],
      evidence: {
        calls: slice.calls,
        costUsd: formatDecimal(slice.cost),
        inputTokens: formatDecimal(slice.usage['input_tokens'] ?? 0n),
        cacheReadTokens: formatDecimal(slice.usage['cache_read_tokens'] ?? 0n),
        repeatedInputTokens: formatDecimal(repeated.tokens),
        repeatedInputMeasured: repeated.measured,
        savingShare: ratio(saving, slice.cost),
      },
      action: { type: 'cache-prompt', ...actionBase(slice) },
    },
  ];
}
