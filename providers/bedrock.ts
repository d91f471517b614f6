import { arrange } from './arrange.ts';
import { fieldOf, isFields, listOf, numberField } from './fields.ts';
import { fromOpenAiTokens } from './openai.ts';
import { Reader, type UsageReading } from './reading.ts';

/** The counts that Bedrock adds to the last chunk of any model's stream. */
export function invocationMetrics(chunk: unknown): unknown {
  return fieldOf(chunk, 'amazon-bedrock-invocationMetrics');
}

/**
 * The usage of an answer of Converse or InvokeModel, in the names of its model's maker: beside those with a `usage`,
 * Llama's counts, Titan's, and the metrics that end a stream. Undefined where it tells none.
 */
export function bedrockUsage(answer: unknown): unknown {
  const own = fieldOf(answer, 'usage') ?? invocationMetrics(answer);
  if (own !== undefined) return own;
  const prompt = fieldOf(answer, 'prompt_token_count');
  if (prompt !== undefined) {
    return { inputTokens: prompt, outputTokens: fieldOf(answer, 'generation_token_count') ?? 0 };
  }
  const text = fieldOf(answer, 'inputTextTokenCount');
  if (text === undefined) return undefined;
  const results = listOf(answer, 'results');
  const outputTokens = results.reduce<number>((sum, result) => sum + numberField(result, 'tokenCount'), 0);
  return { inputTokens: text, outputTokens };
}

/** What a model of Bedrock does, by its name. */
export function bedrockService(model: string): 'embedding' | 'llm' {
  return /embed/i.test(model) ? 'embedding' : 'llm';
}

/** Whether an answer of InvokeModel is an embedding. */
export function isBedrockEmbedding(answer: unknown): boolean {
  return fieldOf(answer, 'embedding') !== undefined || fieldOf(answer, 'embeddingsByType') !== undefined;
}

/** What a response says beside its usage. */
export interface BedrockContext {
  /** The response's `serviceTier.type`. */
  readonly serviceTier?: string | undefined;
}

/**
 * Converse, InvokeModel of Nova and the metrics of streams: `inputTokens` is what is left beside the cache, and
 * the total holds the cached tokens or not. Writes are split by `cacheDetails`.
 */
export function fromBedrockConverse(usage: unknown, context: BedrockContext = {}): UsageReading {
  const read = new Reader(usage);
  const input = read.needed('inputTokens', 'inputTokenCount');
  const output = read.needed('outputTokens', 'outputTokenCount');
  const cached = read.largest('cacheReadInputTokens', 'cacheReadInputTokenCount');
  const written = read.largest('cacheWriteInputTokens', 'cacheWriteInputTokenCount');
  const details = read.value('cacheDetails');
  const long = hourWrites(read, Array.isArray(details) ? details : [], written);
  const left = arrange(
    read,
    { name: 'inputTokens', count: input, parts: [cached, written], place: 'beside' },
    { name: 'outputTokens', count: output, parts: [], place: 'inside' },
    { path: 'totalTokens' },
  );
  read.part('input_tokens', left.input);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', Math.max(written - long, 0));
  read.part('cache_write_1h_tokens', long);
  read.part('output_tokens', left.output);
  read.attribute('service_tier', context.serviceTier);
  return read.result();
}

/** What `bedrockUsage` found in an answer of that model, by the protocol of its names: OpenAI's, or Bedrock's own. */
export function fromBedrock(
  usage: unknown,
  model: string | undefined,
  context: BedrockContext,
): UsageReading {
  return fieldOf(usage, 'prompt_tokens') === undefined
    ? fromBedrockConverse(usage, context)
    : fromOpenAiTokens(usage, { provider: 'bedrock', model });
}

function hourWrites(read: Reader, details: readonly unknown[], written: number): number {
  let long = 0;
  let all = 0;
  for (const detail of details) {
    if (!isFields(detail)) {
      read.problem('cacheDetails must be objects');
      continue;
    }
    const count = read.countOf(detail['inputTokens'] ?? 0, 'cacheDetails.inputTokens');
    all += count;
    if (detail['ttl'] === '1h') long += count;
  }
  if (details.length > 0 && all !== written) {
    read.problem(`cacheDetails add up to ${all}, but cacheWriteInputTokens is ${written}`);
    return Math.min(long, written);
  }
  return long;
}
