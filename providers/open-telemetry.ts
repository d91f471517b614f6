import { isFields, Reader, type Fields, type UsageReading } from './reading.ts';

/** Names of a count, the current one first, then those that earlier conventions and instrumentations used. */
const NAMES = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens'],
  cached: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.input_tokens.cached',
  ],
  written: ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens'],
  tier: ['openai.response.service_tier', 'gen_ai.openai.response.service_tier'],
} as const;

/** A span's usage with the model it names. */
export interface SpanUsage {
  readonly reading: UsageReading;
  readonly provider: string | undefined;
  readonly model: string | undefined;
}

/**
 * GenAI span attributes, flat with dots in their names. By convention `input_tokens` includes cached and
 * written tokens, for every provider.
 */
export function fromOpenTelemetry(attributes: unknown): SpanUsage {
  const flat = isFields(attributes) ? attributes : {};
  const found = (names: readonly string[]) => names.find((name) => flat[name] !== undefined);
  const read = new Reader(simplified(flat, attributes, found));
  const input = read.count('input', found(NAMES.output) === undefined);
  const cached = read.count('cached');
  const written = read.count('written');
  const output = read.count('output');
  const reasoning = read.count('reasoning');
  read.part('input_tokens', read.rest(input, [cached, written], 'input_tokens'));
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', written);
  read.part('output_tokens', read.rest(output, [reasoning], 'output_tokens'));
  read.part('output_reasoning_tokens', reasoning);
  read.attribute('service_tier', flat[found(NAMES.tier) ?? '']);
  const reading = read.result();
  return {
    reading: reading.kind === 'rejected' ? { ...reading, raw: attributes } : reading,
    provider: text(flat, ['gen_ai.provider.name', 'gen_ai.system']),
    model: text(flat, ['gen_ai.response.model', 'gen_ai.request.model']),
  };
}

function simplified(
  flat: Fields,
  attributes: unknown,
  found: (names: readonly string[]) => string | undefined,
): unknown {
  if (!isFields(attributes)) return attributes;
  const counts = ['input', 'output', 'cached', 'written', 'reasoning'] as const;
  return Object.fromEntries(counts.map((name) => [name, flat[found(NAMES[name]) ?? '']]));
}

function text(flat: Fields, names: readonly string[]): string | undefined {
  return names.map((name) => flat[name]).find((value) => typeof value === 'string');
}
