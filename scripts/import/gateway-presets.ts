import type { ImportMap } from './import-map.ts';

/**
 * Activity export of OpenRouter, or answers of its activity API; reasoning is inside the completion, and `variant` ends
 * the model.
 */
const openrouter: ImportMap = {
  id: ['generation_id', 'id'],
  // Rows of the activity API have no id, and that of today grows.
  same: ['date', 'model_permaslug', 'variant', 'endpoint_id', 'provider_name', 'api_key_name'],
  occurredAt: ['created_at', 'date'],
  provider: { value: 'openrouter' },
  model: { join: ['model_permaslug', 'variant'], with: ':', except: ['standard'] },
  // With a key of one's own the gateway's cost is its fee, and the provider bills the rest.
  reportedCostUsd: { column: ['cost_total', 'usage', 'cost'], plus: ['byok_usage_inference'] },
  userId: ['user', 'external_user'],
  operation: 'app_name',
  tags: { key: 'api_key_name', upstream: 'provider_name' },
  // Rows of the activity API are sums of a day's calls.
  attributes: { model_calls: 'requests' },
  outcome: { column: 'cancelled', values: { true: 'aborted' } },
  usage: {
    input_tokens: { column: ['tokens_prompt', 'prompt_tokens'], minus: ['tokens_cached'] },
    cache_read_tokens: 'tokens_cached',
    output_tokens: {
      column: ['tokens_completion', 'completion_tokens'],
      minus: [['tokens_reasoning', 'reasoning_tokens']],
    },
    output_reasoning_tokens: ['tokens_reasoning', 'reasoning_tokens'],
  },
};

const CACHED = [
  'metadata.usage_object.prompt_tokens_details.cached_tokens',
  'metadata.additional_usage_values.cache_read_input_tokens',
];
const WRITTEN = [
  'metadata.usage_object.prompt_tokens_details.cache_creation_tokens',
  'metadata.usage_object.cache_creation_input_tokens',
  'metadata.additional_usage_values.cache_creation_input_tokens',
];
const REASONING = ['metadata.usage_object.completion_tokens_details.reasoning_tokens'];

/** The table `LiteLLM_SpendLogs`. */
const litellm: ImportMap = {
  id: 'request_id',
  occurredAt: ['endTime', 'startTime'],
  provider: ['custom_llm_provider', 'metadata.custom_llm_provider'],
  model: 'model',
  operation: 'call_type',
  reportedCostUsd: 'spend',
  gatewayCache: { hit: 'cache_hit', gateway: 'litellm' },
  userId: ['end_user', 'user'],
  resource: { type: { value: 'session' }, id: 'session_id' },
  group: { type: { value: 'team' }, id: 'team_id' },
  tags: { key: ['metadata.user_api_key_alias', 'api_key'] },
  usage: {
    input_tokens: { column: 'prompt_tokens', minus: [CACHED, WRITTEN] },
    cache_read_tokens: CACHED,
    cache_write_5m_tokens: WRITTEN,
    output_tokens: { column: 'completion_tokens', minus: [REASONING] },
    output_reasoning_tokens: REASONING,
  },
};

/** Observations of Langfuse, as its page or its API exports them. */
const langfuse: ImportMap = {
  id: 'id',
  occurredAt: ['endTime', 'end_time', 'startTime', 'start_time'],
  provider: ['metadata.provider', 'metadata.ls_provider', 'modelParameters.provider'],
  model: ['providedModelName', 'provided_model_name', 'model', 'internalModel'],
  operation: 'name',
  reportedCostUsd: [
    'totalCost',
    'calculatedTotalCost',
    'total_cost',
    'costDetails.total',
    'cost_details.total',
  ],
  userId: ['userId', 'user_id', 'traceUserId'],
  resource: { type: { value: 'trace' }, id: ['traceId', 'trace_id'] },
  group: { type: { value: 'session' }, id: ['sessionId', 'session_id', 'traceSessionId'] },
  usage: {
    input_tokens: [
      'usageDetails.input',
      'usage_details.input',
      'inputUsage',
      'promptTokens',
      'usage.input',
      'inputTokens',
    ],
    cache_read_tokens: [
      'usageDetails.cache_read_input_tokens',
      'usageDetails.input_cached_tokens',
      'usageDetails.input_cache_read',
      'usage_details.input_cached_tokens',
    ],
    cache_write_5m_tokens: [
      'usageDetails.cache_creation_input_tokens',
      'usageDetails.input_cache_creation',
      'usage_details.cache_creation_input_tokens',
    ],
    output_tokens: [
      'usageDetails.output',
      'usage_details.output',
      'outputUsage',
      'completionTokens',
      'usage.output',
      'outputTokens',
    ],
    output_reasoning_tokens: [
      'usageDetails.output_reasoning_tokens',
      'usageDetails.output_reasoning',
      'usage_details.output_reasoning_tokens',
    ],
  },
};

/** Requests of Helicone. */
const helicone: ImportMap = {
  id: ['request_id', 'id'],
  occurredAt: ['request_created_at', 'created_at', 'createdAt'],
  provider: 'provider',
  model: ['model', 'response_model', 'request_model', 'model_override'],
  operation: ['path', 'request_path'],
  reportedCostUsd: ['cost', 'cost_usd', 'costUSD'],
  userId: ['user_id', 'request_user_id', 'user'],
  resource: {
    type: { value: 'session' },
    id: ['session_id', 'properties.Helicone-Session-Id', 'request_properties.Helicone-Session-Id'],
  },
  usage: {
    input_tokens: ['prompt_tokens', 'promptTokens'],
    cache_read_tokens: ['prompt_cache_read_tokens', 'promptCacheReadTokens'],
    cache_write_5m_tokens: ['prompt_cache_write_tokens', 'promptCacheWriteTokens'],
    output_tokens: ['completion_tokens', 'completionTokens'],
  },
};

/** Maps for what gateways and their observers export. */
export const GATEWAY_PRESETS: Readonly<Record<string, ImportMap>> = {
  openrouter,
  litellm,
  langfuse,
  helicone,
};
