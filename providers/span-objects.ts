import { fieldAt, isFields, type Fields } from './fields.ts';
import { DETAIL_OBJECTS, type SpanCount } from './span-names.ts';

/** Counts of a span, by what they count. */
export type SpanCounts = Partial<Record<SpanCount, unknown>>;

/** Attributes that hold the whole usage as one object or its JSON: of Langfuse, MLflow, LangSmith and Braintrust. */
const OBJECTS = [
  'langfuse.observation.usage_details',
  'mlflow.chat.tokenUsage',
  'langsmith.usage_metadata',
  'braintrust.metrics',
] as const;

/** Names of a count in these objects; dots go into objects. */
const NAMES: Readonly<Partial<Record<SpanCount, readonly string[]>>> = {
  input: ['input_tokens', 'prompt_tokens', 'input', 'inputTokens', 'promptTokens'],
  output: ['output_tokens', 'completion_tokens', 'output', 'outputTokens', 'completionTokens'],
  cached: [
    'cache_read_input_tokens',
    'input_cached_tokens',
    'input_cache_read',
    'cache_read',
    'prompt_cached_tokens',
    'input_token_details.cache_read',
    'prompt_tokens_details.cached_tokens',
    'input_tokens_details.cached_tokens',
  ],
  written: [
    'cache_creation_input_tokens',
    'input_cache_creation',
    'cache_creation',
    'cache_write',
    'prompt_cache_creation_tokens',
    'input_token_details.cache_creation',
  ],
  reasoning: [
    'output_reasoning_tokens',
    'output_reasoning',
    'reasoning_tokens',
    'reasoning',
    'completion_reasoning_tokens',
    'output_token_details.reasoning',
    'completion_tokens_details.reasoning_tokens',
    'output_tokens_details.reasoning_tokens',
  ],
  heard: ['input_audio_tokens', 'input_audio', 'prompt_audio_tokens', 'input_token_details.audio'],
  spoken: ['output_audio_tokens', 'output_audio', 'completion_audio_tokens', 'output_token_details.audio'],
  total: ['total_tokens', 'total', 'tokens', 'totalTokens'],
};

/** What these objects, and objects of costs beside them, say a call cost. */
const COSTS: readonly (readonly [attribute: string, name: string])[] = [
  ['langfuse.observation.cost_details', 'total'],
  ['mlflow.llm.cost', 'total_cost'],
  ['langsmith.usage_metadata', 'total_cost'],
  ['braintrust.metrics', 'estimated_cost'],
];

/** An attribute that is an object, or the JSON of one. */
function parsedAttribute(value: unknown): Fields | undefined {
  if (isFields(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    // Attributes that were cut are no JSON, and tell nothing.
    return undefined;
  }
}

/** The attributes of a span with the fields of its detail objects beside them, under names with points. */
export function withDetails(flat: Fields): Fields {
  const details = DETAIL_OBJECTS.filter((name) => flat[name] !== undefined).flatMap((name) =>
    Object.entries(parsedAttribute(flat[name]) ?? {}).map(([field, value]) => [`${name}.${field}`, value]),
  );
  return details.length === 0 ? flat : { ...flat, ...(Object.fromEntries(details) as Fields) };
}

function usageObject(flat: Fields): Fields | undefined {
  for (const name of OBJECTS) {
    const found = parsedAttribute(flat[name]);
    if (found) return found;
  }
  return undefined;
}

/** Whether a span has its usage as one object. */
export function hasUsageObject(flat: Fields): boolean {
  return OBJECTS.some((name) => flat[name] !== undefined);
}

/**
 * The counts of a usage object. `beside`: Langfuse's own names are of parts beside each other, while those that it
 * shares with the OpenAI protocol are of a whole and what is inside.
 */
export function objectCounts(flat: Fields): { counts: SpanCounts; beside: boolean } {
  const usage = usageObject(flat);
  const counts: SpanCounts = {};
  for (const [count, names] of Object.entries(NAMES)) {
    const found = names
      .map((name) => fieldAt(usage, ...name.split('.')))
      .find((one) => typeof one === 'number');
    if (found !== undefined) counts[count as SpanCount] = found;
  }
  return { counts, beside: typeof usage?.['input'] === 'number' || typeof usage?.['output'] === 'number' };
}

/** What an object of costs says a call cost; undefined without one. */
export function objectCost(flat: Fields): unknown {
  for (const [attribute, name] of COSTS) {
    const cost = parsedAttribute(flat[attribute])?.[name];
    if (cost !== undefined) return cost;
  }
  return undefined;
}

/** Provider and model in the metadata of Braintrust's spans. */
export function objectMetadata(flat: Fields): Fields {
  return parsedAttribute(flat['braintrust.metadata']) ?? {};
}
