/** The objects of details that instrumentations flatten into names, as the OpenAI protocol has them. */
const INPUT_DETAILS = [
  'gen_ai.usage.prompt_tokens_details',
  'gen_ai.usage.input_tokens_details',
  'gen_ai.usage.input_token_details',
  'llm.usage.prompt_tokens_details',
];
const OUTPUT_DETAILS = [
  'gen_ai.usage.completion_tokens_details',
  'gen_ai.usage.output_tokens_details',
  'gen_ai.usage.output_token_details',
  'llm.usage.completion_tokens_details',
];

/** The same objects as LangSmith writes them: as the JSON of each. */
export const DETAIL_OBJECTS: readonly string[] = [...INPUT_DETAILS, ...OUTPUT_DETAILS];

function below(roots: readonly string[], ...names: readonly string[]): string[] {
  return roots.flatMap((root) => names.map((name) => `${root}.${name}`));
}

/**
 * Names of a count: the current GenAI convention first, then earlier ones and those of OpenLLMetry, OpenInference,
 * OpenLIT, pydantic-ai, Google's ADK, Semantic Kernel and the AI SDK's telemetry.
 */
export const COUNT_NAMES = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.usage.prompt_tokens',
    'llm.token_count.prompt',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'ai.usage.tokens',
    'gen_ai.response.prompt_tokens',
    'gen_ai.response.input_tokens',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.usage.completion_tokens',
    'llm.token_count.completion',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'gen_ai.response.completion_tokens',
    'gen_ai.response.output_tokens',
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
    'gen_ai.usage.experimental.cached_tokens',
    'gen_ai.response.cached_prompt_tokens',
    ...below(INPUT_DETAILS, 'cached_tokens', 'cached', 'cache_read', 'cache_read_tokens'),
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
    ...below(INPUT_DETAILS, 'cache_write', 'cache_write_tokens', 'cache_creation', 'cache_creation_tokens'),
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
    'gen_ai.usage.experimental.reasoning_tokens',
    'gen_ai.usage.reasoning_output_tokens',
    ...below(OUTPUT_DETAILS, 'reasoning', 'reasoning_tokens'),
  ],
  heard: [
    'gen_ai.usage.details.input_audio_tokens',
    'gen_ai.usage.audio_input_tokens',
    'llm.token_count.prompt_details.audio',
    ...below(INPUT_DETAILS, 'audio', 'audio_tokens'),
  ],
  spoken: [
    'gen_ai.usage.details.output_audio_tokens',
    'gen_ai.usage.audio_output_tokens',
    'llm.token_count.completion_details.audio',
    ...below(OUTPUT_DETAILS, 'audio', 'audio_tokens'),
  ],
  total: [
    'gen_ai.usage.total_tokens',
    'llm.usage.total_tokens',
    'llm.token_count.total',
    'ai.usage.totalTokens',
    'gen_ai.response.total_tokens',
  ],
  searches: [
    'gen_ai.usage.web_search_requests',
    'gen_ai.usage.details.web_search_requests',
    'gen_ai.usage.server_tool_use.web_search_requests',
    'llm.token_count.prompt_details.web_search_requests',
  ],
} as const;

export type SpanCount = keyof typeof COUNT_NAMES;

/** Where a span says the tier that served it, and what the call cost in USD. */
export const TIER_NAMES = [
  'openai.response.service_tier',
  'gen_ai.openai.response.service_tier',
  'gen_ai.response.service_tier',
  'gen_ai.service_tier',
] as const;
export const COST_NAMES = [
  'gen_ai.usage.total_cost',
  'gen_ai.cost.total_cost',
  'gen_ai.usage.cost',
  'llm.usage.total_cost',
  'llm.cost.total',
  'operation.cost',
] as const;

export const PROVIDER_NAMES = [
  'gen_ai.provider.name',
  'gen_ai.system',
  'ai.model.provider',
  'llm.provider',
  'llm.system',
  'mlflow.llm.provider',
] as const;
export const MODEL_NAMES = [
  'gen_ai.response.model',
  'gen_ai.request.model',
  'ai.response.model',
  'ai.model.id',
  'llm.model_name',
  'embedding.model_name',
  'llm.response.model',
  'llm.request.model',
  'langfuse.observation.model.name',
  'mlflow.llm.model',
] as const;

/** The id that the provider gave its answer: the same call is known by it whichever way it is reported. */
export const RESPONSE_ID_NAMES = [
  'gen_ai.response.id',
  'ai.response.id',
  'llm.response.id',
  'aws.request_id',
  'aws.requestId',
] as const;
