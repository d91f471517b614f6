import { Reader, type UsageReading } from './reading.ts';

/** What the call knows beside the usage. */
export interface AiSdkContext {
  /** The provider's name, such as `anthropic` or `openai.chat`: version 5 passes its way of counting on. */
  readonly provider?: string | undefined;
  readonly serviceTier?: string | undefined;
}

/** Providers whose cached tokens are counted beside `inputTokens` in AI SDK 5. */
const CACHE_BESIDE_INPUT = /anthropic|bedrock|claude/i;

/** AI SDK 5 to 7: from 6 on the details tell cached tokens apart and `raw` the hour writes; 5 has `cachedInputTokens` and `reasoningTokens`. */
export function fromAiSdk(usage: unknown, context: AiSdkContext = {}): UsageReading {
  const read = new Reader(usage);
  const output = read.count('outputTokens');
  const detailed = read.has('outputTokenDetails.reasoningTokens');
  const reasoning = read.count(detailed ? 'outputTokenDetails.reasoningTokens' : 'reasoningTokens');
  const input = read.has('inputTokenDetails') ? readDetails(read) : readFlat(read, context);
  read.part('output_tokens', read.rest(output, [reasoning], 'outputTokens'));
  read.part('output_reasoning_tokens', reasoning);
  read.total('totalTokens', ...input.map((counted) => counted + output));
  read.attribute('service_tier', context.serviceTier);
  return read.result();
}

/** Embeddings of the AI SDK: `{tokens}`. */
export function fromAiSdkEmbedding(usage: unknown): UsageReading {
  const read = new Reader(usage);
  read.part('input_tokens', read.count('tokens', true));
  return read.result();
}

function readDetails(read: Reader): number[] {
  const whole = read.count('inputTokens', true);
  const cached = read.count('inputTokenDetails.cacheReadTokens');
  const written = read.count('inputTokenDetails.cacheWriteTokens');
  const rest = read.rest(whole, [cached, written], 'inputTokens');
  if (read.has('inputTokenDetails.noCacheTokens') && read.count('inputTokenDetails.noCacheTokens') !== rest) {
    read.problem('inputTokenDetails do not add up to inputTokens');
  }
  read.part('input_tokens', rest);
  read.part('cache_read_tokens', cached);
  const hour = read.count('raw.cache_creation.ephemeral_1h_input_tokens');
  read.part('cache_write_5m_tokens', read.rest(written, [hour], 'cacheWriteTokens'));
  read.part('cache_write_1h_tokens', hour);
  return [whole];
}

function readFlat(read: Reader, context: AiSdkContext): number[] {
  const input = read.count('inputTokens', true);
  const cached = read.count('cachedInputTokens');
  const beside = CACHE_BESIDE_INPUT.test(context.provider ?? '');
  read.part('input_tokens', beside ? input : read.rest(input, [cached], 'inputTokens'));
  read.part('cache_read_tokens', cached);
  return beside ? [input, input + cached] : [input];
}
