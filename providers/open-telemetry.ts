import { arrange } from './arrange.ts';
import { isFields, type Fields } from './fields.ts';
import { Reader, type UsageReading } from './reading.ts';
import { providerOfHost } from './hosts.ts';
import { amountText } from './reported-cost.ts';

/**
 * Names of a count: the current GenAI convention first, then earlier ones and those of OpenLLMetry, OpenInference,
 * pydantic-ai and the AI SDK's telemetry.
 */
const NAMES = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.usage.prompt_tokens',
    'llm.token_count.prompt',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'ai.usage.tokens',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.usage.completion_tokens',
    'llm.token_count.completion',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  cached: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.cached_tokens',
    'gen_ai.usage.cached_input_tokens',
    'gen_ai.usage.input_cached_tokens',
    'gen_ai.usage.cache_read_tokens',
    'gen_ai.usage.details.cache_read_tokens',
    'gen_ai.usage.details.cached_tokens',
    'gen_ai.usage.details.cache_read_input_tokens',
    'llm.usage.cache_read_input_tokens',
    'llm.token_count.prompt_details.cache_read',
    'llm.token_count.prompt_details.cache_input',
    'ai.usage.cachedInputTokens',
    'ai.usage.inputTokenDetails.cacheReadTokens',
  ],
  written: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_write_input_tokens',
    'gen_ai.usage.cache_creation_tokens',
    'gen_ai.usage.cache_write_tokens',
    'gen_ai.usage.input_cache_creation',
    'gen_ai.usage.input_tokens.cache_write',
    'gen_ai.usage.details.cache_write_tokens',
    'gen_ai.usage.details.cache_creation_input_tokens',
    'llm.usage.cache_creation_input_tokens',
    'llm.token_count.prompt_details.cache_write',
    'ai.usage.inputTokenDetails.cacheWriteTokens',
  ],
  reasoning: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.output_tokens.reasoning',
    'gen_ai.usage.details.reasoning_tokens',
    'gen_ai.usage.details.thoughts_tokens',
    'llm.usage.reasoning_tokens',
    'llm.token_count.completion_details.reasoning',
    'ai.usage.reasoningTokens',
    'ai.usage.outputTokenDetails.reasoningTokens',
  ],
  heard: [
    'gen_ai.usage.details.input_audio_tokens',
    'gen_ai.usage.audio_input_tokens',
    'llm.token_count.prompt_details.audio',
  ],
  spoken: [
    'gen_ai.usage.details.output_audio_tokens',
    'gen_ai.usage.audio_output_tokens',
    'llm.token_count.completion_details.audio',
  ],
  total: [
    'gen_ai.usage.total_tokens',
    'llm.usage.total_tokens',
    'llm.token_count.total',
    'ai.usage.totalTokens',
  ],
  tier: ['openai.response.service_tier', 'gen_ai.openai.response.service_tier'],
  cost: [
    'gen_ai.usage.total_cost',
    'gen_ai.cost.total_cost',
    'gen_ai.usage.cost',
    'llm.usage.total_cost',
    'llm.cost.total',
    'operation.cost',
  ],
} as const;

const PROVIDER = ['gen_ai.provider.name', 'gen_ai.system', 'ai.model.provider', 'llm.provider', 'llm.system'];
const MODEL = [
  'gen_ai.response.model',
  'gen_ai.request.model',
  'ai.response.model',
  'ai.model.id',
  'llm.model_name',
  'embedding.model_name',
  'llm.response.model',
  'llm.request.model',
];

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

type CountName = keyof typeof NAMES;

function named(flat: Fields, name: CountName): string | undefined {
  return NAMES[name].find((one) => flat[one] !== undefined);
}

const COUNTS = ['input', 'output', 'cached', 'written', 'reasoning', 'heard', 'spoken', 'total'] as const;

type Count = (typeof COUNTS)[number];

/** The count that each spelling is of: a span has a dozen attributes, and the spellings are many more. */
const COUNT_OF: ReadonlyMap<string, Count> = new Map(
  COUNTS.flatMap((count) => NAMES[count].map((name) => [name, count] as const)),
);

/**
 * The counts of a span; of several spellings the largest: instrumentations write several conventions at once, and 0 in
 * those they leave out.
 */
function countsOf(flat: Fields): Partial<Record<Count, unknown>> {
  const counts: Partial<Record<Count, unknown>> = {};
  for (const [name, value] of Object.entries(flat)) {
    const count = COUNT_OF.get(name);
    if (count === undefined || value === undefined) continue;
    const told = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    const most = counts[count];
    if (most === undefined || (typeof told === 'number' && !(Number(most) >= told))) counts[count] = told;
  }
  return counts;
}

/** Whether a span tells what a model call used. */
export function hasSpanUsage(attributes: unknown): boolean {
  if (!isFields(attributes)) return false;
  return named(attributes, 'input') !== undefined || named(attributes, 'output') !== undefined;
}

/**
 * GenAI span attributes, flat with dots in their names. By convention `input_tokens` includes cached and written
 * tokens; spans that pass Anthropic's or Gemini's own counts on are told by their sums.
 */
export function fromOpenTelemetry(attributes: unknown): SpanUsage {
  const flat = isFields(attributes) ? attributes : {};
  const provider = providerOf(flat);
  const counts = countsOf(flat);
  const read = new Reader(attributes, counts);
  const cached = read.count('cached');
  const written = read.count('written');
  const reasoning = read.count('reasoning');
  const input = read.count('input', named(flat, 'output') === undefined);
  const parts = [cached, written];
  const isBeside = CACHE_BESIDE.test(provider ?? '') && cached + written > input;
  const besideOutput =
    flat[REASONING_INSIDE] === undefined && REASONING_BESIDE.test(provider ?? '') ? 'beside' : 'inside';
  const left = arrange(
    read,
    { name: 'input_tokens', count: input, parts, place: isBeside ? 'beside' : 'inside' },
    { name: 'output_tokens', count: read.count('output'), parts: [reasoning], place: besideOutput },
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
  read.attribute('service_tier', flat[named(flat, 'tier') ?? '']);
  return {
    reading: read.result(),
    provider,
    model: text(flat, MODEL),
    reportedCostUsd: amountText(flat[named(flat, 'cost') ?? '']),
  };
}

/** Protocols that many providers speak: who bills is told by the address, where the span has one. */
const PROTOCOLS = new Set(['openai', 'anthropic']);

function providerOf(flat: Fields): string | undefined {
  const named = text(flat, PROVIDER);
  const address = text(flat, ['server.address', 'gen_ai.openai.api_base', 'gen_ai.request.base_url']);
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

function text(flat: Fields, names: readonly string[]): string | undefined {
  return names.map((name) => flat[name]).find((value) => typeof value === 'string');
}
