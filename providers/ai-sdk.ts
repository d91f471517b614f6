import { arrange } from './arrange.ts';
import { Reader, type UsageReading } from './reading.ts';

/** What the call knows beside the usage. */
export interface AiSdkContext {
  /** The provider's name, such as `anthropic` or `openai.chat`: version 5 passes its way of counting on. */
  readonly provider?: string | undefined;
  readonly serviceTier?: string | undefined;
  /** `providerMetadata` of the result: versions 4 and 5 tell cache writes only there. */
  readonly metadata?: unknown;
  /** Calls of tools that have a fee, by part. */
  readonly fees?: Readonly<Record<string, number>> | undefined;
  /** Attributes that set the price of such a call. */
  readonly terms?: Readonly<Record<string, string>> | undefined;
  /** What is billed and not told. */
  readonly problems?: readonly string[] | undefined;
}

/** Providers whose cached tokens are counted beside `inputTokens` in AI SDK 5. */
const CACHE_BESIDE_INPUT = /anthropic|bedrock|claude/i;
/** Providers whose reasoning is counted beside `outputTokens` in AI SDK 5. */
const REASONING_BESIDE_OUTPUT = /google|vertex|gemini|xai|x-ai|grok/i;

const HOUR_WRITES = [
  'usage.raw.cache_creation.ephemeral_1h_input_tokens',
  'metadata.anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
  'metadata.vertexAnthropic.usage.cache_creation.ephemeral_1h_input_tokens',
];

/**
 * AI SDK 4 to 7: from 6 on the details tell cached tokens apart and `raw` the hour writes; 5 has
 * `cachedInputTokens` and `reasoningTokens`, 4 `promptTokens`, and both tell cache writes in the provider's metadata.
 */
export function fromAiSdk(usage: unknown, context: AiSdkContext = {}): UsageReading {
  const read = new Reader(usage, { usage, metadata: context.metadata });
  for (const problem of context.problems ?? []) read.problem(problem);
  const detailed = read.has('usage.inputTokenDetails');
  const provider = context.provider ?? '';
  const cached = read.largest(
    'usage.inputTokenDetails.cacheReadTokens',
    'usage.cachedInputTokens',
    'metadata.openai.cachedPromptTokens',
    'metadata.anthropic.cacheReadInputTokens',
    'metadata.bedrock.usage.cacheReadInputTokens',
  );
  const written = read.largest(
    'usage.inputTokenDetails.cacheWriteTokens',
    'metadata.anthropic.cacheCreationInputTokens',
    'metadata.anthropic.usage.cache_creation_input_tokens',
    'metadata.vertexAnthropic.cacheCreationInputTokens',
    'metadata.bedrock.usage.cacheWriteInputTokens',
  );
  const reasoning = read.largest(
    'usage.outputTokenDetails.reasoningTokens',
    'usage.reasoningTokens',
    'metadata.openai.reasoningTokens',
  );
  const flatInside = !detailed && CACHE_BESIDE_INPUT.test(provider);
  const left = arrange(
    read,
    {
      name: 'inputTokens',
      count: read.needed('usage.inputTokens', 'usage.promptTokens'),
      parts: [cached, written],
      place: flatInside ? 'beside' : 'inside',
    },
    {
      name: 'outputTokens',
      count: read.largest('usage.outputTokens', 'usage.completionTokens'),
      parts: [reasoning],
      place: !detailed && REASONING_BESIDE_OUTPUT.test(provider) ? 'beside' : 'inside',
    },
    { path: 'usage.totalTokens' },
  );
  const told = read.count('usage.inputTokenDetails.noCacheTokens');
  if (read.has('usage.inputTokenDetails.noCacheTokens') && told !== left.input) {
    read.problem(
      `inputTokenDetails do not add up to inputTokens: noCacheTokens is ${told}, not ${left.input}`,
    );
  }
  const hour = Math.min(read.largest(...HOUR_WRITES), written);
  read.part('input_tokens', left.input);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', written - hour);
  read.part('cache_write_1h_tokens', hour);
  read.part('output_tokens', left.output);
  read.part('output_reasoning_tokens', reasoning);
  read.attribute('service_tier', context.serviceTier);
  read.parts(context.fees);
  for (const [name, value] of Object.entries(context.terms ?? {})) read.attribute(name, value);
  return read.result();
}

/** Embeddings of the AI SDK: `{tokens}`. */
export function fromAiSdkEmbedding(usage: unknown): UsageReading {
  const read = new Reader(usage);
  read.part('input_tokens', read.count('tokens', true));
  return read.result();
}
