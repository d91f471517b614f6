import { arrange } from './arrange.ts';
import { isFields, type Fields } from './fields.ts';
import { modelFees } from './model-fees.ts';
import { Reader, type UsageReading } from './reading.ts';
import { providerOfHost } from './hosts.ts';
import { amountText } from './reported-cost.ts';
import {
  COST_NAMES,
  COUNT_NAMES,
  MODEL_NAMES,
  PROVIDER_NAMES,
  RESPONSE_ID_NAMES,
  type SpanCount,
  TIER_NAMES,
} from './span-names.ts';
import {
  hasUsageObject,
  objectCost,
  objectCounts,
  objectMetadata,
  type SpanCounts,
  withDetails,
} from './span-objects.ts';

/** Providers whose own usage has cached tokens beside the input, which some instrumentations pass on as it is. */
const CACHE_BESIDE = /anthropic|bedrock|claude/i;
/** Providers whose own usage has reasoning beside the output. */
const REASONING_BESIDE = /gemini|google|vertex|gcp|x_?-?ai|grok/i;
/** The name by which reasoning is counted inside the output, for every provider. */
const REASONING_INSIDE = 'gen_ai.usage.reasoning.output_tokens';

/** A span's usage with the model it names. */
export interface SpanUsage {
  readonly reading: UsageReading;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  /** What the span says the call cost, in USD. */
  readonly reportedCostUsd: string | undefined;
}

function named(flat: Fields, names: readonly string[]): string | undefined {
  return names.find((one) => flat[one] !== undefined);
}

/** The count that each spelling is of: a span has a dozen attributes, and the spellings are many more. */
const COUNT_OF: ReadonlyMap<string, SpanCount> = new Map(
  Object.entries(COUNT_NAMES).flatMap(([count, names]) =>
    names.map((name) => [name, count as SpanCount] as const),
  ),
);

/** Claude Code's spans of its calls say the counts in names of their own, as Anthropic counts them. */
const CLAUDE_CODE: ReadonlyMap<string, SpanCount> = new Map([
  ['input_tokens', 'input'],
  ['output_tokens', 'output'],
  ['cache_read_tokens', 'cached'],
  ['cache_creation_tokens', 'written'],
]);

function isClaudeCode(flat: Fields): boolean {
  return flat['span.type'] === 'llm_request' && flat['output_tokens'] !== undefined;
}

/**
 * The counts of a span; of several spellings the largest: instrumentations write several conventions at once, and 0 in
 * those they leave out.
 */
function flatCounts(flat: Fields, spellings: ReadonlyMap<string, SpanCount>): SpanCounts {
  const counts: SpanCounts = {};
  for (const name in flat) {
    const count = spellings.get(name);
    const value = flat[name];
    if (count === undefined || value === undefined) continue;
    const told = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    const most = counts[count];
    if (most === undefined || (typeof told === 'number' && !(Number(most) >= told))) counts[count] = told;
  }
  return counts;
}

/** The counts of a span, and whether their parts are known to stand beside their wholes. */
function countsOf(flat: Fields): { counts: SpanCounts; beside: boolean } {
  const counts = flatCounts(withDetails(flat), COUNT_OF);
  if (counts.input !== undefined || counts.output !== undefined) return { counts, beside: false };
  return isClaudeCode(flat) ? { counts: flatCounts(flat, CLAUDE_CODE), beside: true } : objectCounts(flat);
}

/** Whether a span tells what a model call used. */
export function hasSpanUsage(attributes: unknown): boolean {
  if (!isFields(attributes)) return false;
  return (
    named(attributes, COUNT_NAMES.input) !== undefined ||
    named(attributes, COUNT_NAMES.output) !== undefined ||
    hasUsageObject(attributes) ||
    isClaudeCode(attributes)
  );
}

/** The id that a span says the provider gave its answer. */
export function spanResponseId(attributes: Fields): string | undefined {
  return spanText(attributes, RESPONSE_ID_NAMES);
}

const EMBEDDING: ReadonlySet<string> = new Set(['embeddings', 'embedding', 'reranker', 'rerank']);

/** Whether a span is of a call that embeds or ranks. */
export function isEmbeddingSpan(attributes: Fields): boolean {
  const kinds = spanText(attributes, ['gen_ai.operation.name', 'llm.request.type']);
  const kind = spanText(attributes, ['openinference.span.kind', 'langfuse.observation.type']);
  const sdk = spanText(attributes, ['ai.operationId']);
  return (
    EMBEDDING.has(kinds ?? '') ||
    EMBEDDING.has((kind ?? '').toLowerCase()) ||
    (sdk ?? '').startsWith('ai.embed')
  );
}

/**
 * GenAI span attributes, flat with dots in their names. By convention `input_tokens` includes cached and written
 * tokens; spans that pass Anthropic's or Gemini's own counts on are told by their sums.
 */
export function fromOpenTelemetry(attributes: unknown): SpanUsage {
  const flat = isFields(attributes) ? attributes : {};
  const provider = providerOf(flat);
  const { counts, beside } = countsOf(flat);
  const read = new Reader(attributes, counts);
  const cached = read.count('cached');
  const written = read.count('written');
  const reasoning = read.count('reasoning');
  const input = read.count('input', counts.output === undefined);
  const parts = [cached, written];
  const isBeside = beside || (CACHE_BESIDE.test(provider ?? '') && cached + written > input);
  const besideOutput =
    beside || (flat[REASONING_INSIDE] === undefined && REASONING_BESIDE.test(provider ?? ''));
  const left = arrange(
    read,
    { name: 'input_tokens', count: input, parts, place: isBeside ? 'beside' : 'inside' },
    {
      name: 'output_tokens',
      count: read.count('output'),
      parts: [reasoning],
      place: besideOutput ? 'beside' : 'inside',
    },
    { path: 'total' },
  );
  const heard = Math.min(read.count('heard'), left.input);
  const spoken = Math.min(read.count('spoken'), left.output);
  read.part('input_tokens', left.input - heard);
  read.part('input_audio_tokens', heard);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', written);
  read.part('output_tokens', left.output - spoken);
  read.part('output_audio_tokens', spoken);
  read.part('output_reasoning_tokens', reasoning);
  const model = spanText(flat, MODEL_NAMES) ?? spanText(objectMetadata(flat), ['model']);
  const { fees, terms } = modelFees(model, provider);
  read.part('web_searches', Math.max(read.count('searches'), fees['web_searches'] ?? 0));
  read.part('requests', fees['requests'] ?? 0);
  for (const [name, value] of Object.entries(terms)) read.attribute(name, value);
  read.attribute('service_tier', flat[named(flat, TIER_NAMES) ?? '']);
  return {
    reading: read.result(),
    provider,
    model,
    reportedCostUsd: amountText(flat[named(flat, COST_NAMES) ?? ''] ?? objectCost(flat)),
  };
}

/** Protocols that many providers speak: who bills is told by the address, where the span has one. */
const PROTOCOLS = new Set(['openai', 'anthropic']);

function providerOf(flat: Fields): string | undefined {
  const named = spanText(flat, PROVIDER_NAMES) ?? spanText(objectMetadata(flat), ['provider']);
  const address = spanText(flat, ['server.address', 'gen_ai.openai.api_base', 'gen_ai.request.base_url']);
  if (address === undefined || (named !== undefined && !PROTOCOLS.has(named.toLowerCase()))) return named;
  const port = flat['server.port'];
  const host =
    typeof port === 'number' && port !== 443 && !address.includes('/') ? `${address}:${port}` : address;
  try {
    return providerOfHost(new URL(host.includes('://') ? host : `https://${host}`));
  } catch {
    return named;
  }
}

/** The first text by one of the names; MLflow writes its texts as JSON, in quotes. */
export function spanText(flat: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = flat[name];
    if (typeof value === 'string' && value !== '') return value.replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}
