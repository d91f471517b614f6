import { type AiSdkContext, fromAiSdk } from './ai-sdk.ts';
import { fromAnthropic } from './anthropic.ts';
import { fromBedrockConverse } from './bedrock.ts';
import { fieldAt, fieldOf, isFields, type Fields } from './fields.ts';
import { fromGemini } from './gemini.ts';
import { fromOpenAiTokens } from './openai.ts';
import { fromPerplexity } from './perplexity.ts';
import type { UsageReading } from './reading.ts';

/** What a model call knows beside its usage. */
export interface AiSdkCall extends AiSdkContext {
  readonly model?: string | undefined;
}

/** Names of one count in versions 4 and 5 of the SDK, whose results carry the provider's usage in the metadata. */
const OUTPUT = ['outputTokens', 'completionTokens'];

/** The usage as the provider answered it: beside the SDK's own counts, or in the metadata, where it is of this call. */
function rawUsage(usage: unknown, metadata: unknown): Fields | undefined {
  const beside = fieldOf(usage, 'raw');
  if (isFields(beside)) return beside;
  const output = OUTPUT.map((name) => fieldOf(usage, name)).find((count) => count !== undefined);
  const places: readonly (readonly [raw: unknown, output: string])[] = [
    [fieldAt(metadata, 'anthropic', 'usage'), 'output_tokens'],
    [fieldAt(metadata, 'google', 'usageMetadata'), 'candidatesTokenCount'],
    [fieldAt(metadata, 'vertex', 'usageMetadata'), 'candidatesTokenCount'],
  ];
  // The usage of several steps has the metadata of the last one alone.
  const found = places.find(([raw, name]) => isFields(raw) && fieldOf(raw, name) === output)?.[0];
  return isFields(found) ? found : undefined;
}

const ANTHROPIC = /anthropic|claude/i;

function isAnthropic(raw: Fields, { provider, model }: AiSdkCall): boolean {
  const told = 'cache_creation_input_tokens' in raw || 'cache_read_input_tokens' in raw;
  return told || ANTHROPIC.test(`${provider ?? ''} ${model ?? ''}`);
}

/** A provider's own usage by the reader of its protocol; undefined for a shape that is not known. */
function readRaw(raw: Fields, call: AiSdkCall): UsageReading | undefined {
  const { serviceTier, fees, terms, model, problems } = call;
  const provider = call.provider?.split('.')[0];
  if ('promptTokenCount' in raw) return fromGemini(raw, { serviceTier, webSearches: fees?.['web_searches'] });
  const hasBoth = 'input_tokens' in raw && 'output_tokens' in raw;
  if (hasBoth && isAnthropic(raw, call)) return fromAnthropic(raw, { model, asked: model });
  const context = { serviceTier, fees, terms, provider, model, problems };
  if (provider === 'perplexity' && 'prompt_tokens' in raw) return fromPerplexity(raw, context);
  if (hasBoth || 'prompt_tokens' in raw) return fromOpenAiTokens(raw, context);
  return 'inputTokens' in raw && 'outputTokens' in raw
    ? fromBedrockConverse(raw, { serviceTier })
    : undefined;
}

/** The call with the fees of Perplexity, which version 5 of the SDK tells in the metadata alone. */
function withFees(call: AiSdkCall): AiSdkCall {
  if (call.provider?.split('.')[0] !== 'perplexity') return call;
  const told = fieldOf(call.metadata, 'perplexity');
  const fees = {
    prompt_tokens: 0,
    completion_tokens: 0,
    citation_tokens: fieldAt(told, 'usage', 'citationTokens'),
    num_search_queries: fieldAt(told, 'usage', 'numSearchQueries'),
    cost: { request_cost: fieldAt(told, 'cost', 'requestCost') },
  };
  const read = fromPerplexity(fees, { model: call.model });
  if (read.kind !== 'usage') return call;
  // Fees are counts; seconds alone are texts.
  const counts = Object.entries(read.usage).filter(
    (fee): fee is [string, number] => typeof fee[1] === 'number',
  );
  return {
    ...call,
    fees: { ...call.fees, ...Object.fromEntries(counts) },
    terms: { ...call.terms, ...read.attributes },
  };
}

/**
 * Usage of a model call through the AI SDK. The SDK's own counts leave out what is billed besides (sound, images,
 * compactions, tiers): where the provider's usage came along and is certain, it is read as the provider's own
 * wrapper reads it.
 */
export function readAiSdkUsage(usage: unknown, call: AiSdkCall = {}): UsageReading {
  const raw = rawUsage(usage, call.metadata);
  const read = raw && readRaw(raw, call);
  return read?.kind === 'usage' ? read : fromAiSdk(usage, withFees(call));
}
