import { readAnthropicAnswer } from './anthropic-answer.ts';
import type { BilledPart } from './answer.ts';
import { type BedrockContext, fromBedrockConverse } from './bedrock.ts';
import { fieldOf, listOf, numberField } from './fields.ts';
import { fromOpenAiTokens } from './openai.ts';
import type { UsageReading } from './reading.ts';

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
function isBedrockEmbedding(answer: unknown): boolean {
  return fieldOf(answer, 'embedding') !== undefined || fieldOf(answer, 'embeddingsByType') !== undefined;
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

/** What an answer of Converse or InvokeModel bills, whose `bedrockUsage` is a record. */
export function readBedrockAnswer(
  answer: Readonly<Record<string, unknown>>,
  usage: Readonly<Record<string, unknown>>,
  model: string | undefined,
  context: BedrockContext,
): BilledPart[] {
  if ('input_tokens' in usage) return readAnthropicAnswer({ ...answer, model }, { model });
  const service = isBedrockEmbedding(answer) ? 'embedding' : 'llm';
  return [{ service, reading: fromBedrock(usage, model, context) }];
}
