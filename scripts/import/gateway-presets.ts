import type { ImportMap } from './import-map.ts';
import { MAKERS } from './model-makers.ts';

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

/** A field of what Langfuse says that was used, by each of its names: of the export, of the table and of the API. */
function ofLangfuse(...names: readonly string[]): string[] {
  return names.flatMap((name) => [`usageDetails.${name}`, `usage_details.${name}`]);
}

const LANGFUSE_READ = ofLangfuse(
  'input_cached_tokens',
  'input_cache_read',
  'input_cache_read_tokens',
  'cache_read_input_tokens',
  'cached_tokens',
  'cached_content_token_count',
  'cachedContentTokenCount',
);
const LANGFUSE_5M = ofLangfuse(
  'input_cache_creation_5m',
  'cache_creation_input_tokens',
  'input_cache_creation',
  'input_cache_write',
  'input_cache_write_tokens',
);
const LANGFUSE_1H = ofLangfuse('input_cache_creation_1h');
const LANGFUSE_SOUND = ofLangfuse('input_audio_tokens', 'input_audio');
const LANGFUSE_REASONING = ofLangfuse('output_reasoning_tokens', 'output_reasoning', 'reasoning_tokens');
const LANGFUSE_SPOKEN = ofLangfuse('output_audio_tokens', 'output_audio');

/** Of these names those that Langfuse adds up in `inputUsage` and `outputUsage`: all that begin so. */
function summed(beginning: string, ...names: readonly (readonly string[])[]): string[][] {
  return names.map((some) => some.filter((name) => name.split('.')[1]?.startsWith(beginning)));
}

/**
 * Observations of Langfuse, as its page or its API exports them. Kinds of tokens are told side by side in
 * `usageDetails`; exports of before have `inputUsage`, their sum.
 */
const langfuse: ImportMap = {
  id: 'id',
  occurredAt: ['endTime', 'end_time', 'startTime', 'start_time'],
  provider: {
    first: [
      [
        'metadata.provider',
        'metadata.ls_provider',
        'metadata.attributes.gen_ai.provider.name',
        'metadata.attributes.gen_ai.system',
        'metadata.attributes.ai.model.provider',
        'modelParameters.provider',
      ],
      {
        column: ['providedModelName', 'provided_model_name', 'model', 'internalModel'],
        begins: MAKERS,
        otherwise: 'unknown',
      },
    ],
  },
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
  outcome: { column: 'level', values: { error: 'failed' } },
  usage: {
    input_tokens: {
      first: [
        ofLangfuse('input', 'input_tokens', 'prompt_tokens', 'prompt_token_count', 'promptTokenCount'),
        {
          column: 'inputUsage',
          minus: summed('input', LANGFUSE_READ, LANGFUSE_5M, LANGFUSE_1H, LANGFUSE_SOUND),
        },
        ['promptTokens', 'usage.input', 'inputTokens'],
      ],
    },
    input_audio_tokens: LANGFUSE_SOUND,
    cache_read_tokens: LANGFUSE_READ,
    cache_write_5m_tokens: LANGFUSE_5M,
    cache_write_1h_tokens: LANGFUSE_1H,
    output_tokens: {
      first: [
        ofLangfuse('output', 'output_tokens', 'completion_tokens', 'candidates_token_count'),
        { column: 'outputUsage', minus: summed('output', LANGFUSE_REASONING, LANGFUSE_SPOKEN) },
        ['completionTokens', 'usage.output', 'outputTokens'],
      ],
    },
    output_reasoning_tokens: LANGFUSE_REASONING,
    output_audio_tokens: LANGFUSE_SPOKEN,
  },
};

/**
 * Requests of Helicone, as its tool exports them or its API answers them: `prompt_tokens` are without the cached ones,
 * and the tool's CSV names neither request nor provider.
 */
const helicone: ImportMap = {
  id: ['request_id', 'id', 'response_id'],
  occurredAt: ['request_created_at', 'created_at', 'createdAt', 'response_created_at'],
  provider: {
    first: [
      'provider',
      {
        column: ['model', 'response_model', 'request_model', 'model_override'],
        begins: MAKERS,
        otherwise: 'unknown',
      },
    ],
  },
  model: ['model', 'response_model', 'request_model', 'model_override'],
  operation: ['path', 'request_path'],
  reportedCostUsd: ['cost', 'cost_usd', 'costUSD', 'provider_total_cost'],
  userId: ['user_id', 'request_user_id', 'user'],
  outcome: {
    column: ['response_status', 'status'],
    begins: { '4': 'failed', '5': 'failed', '-': 'aborted' },
  },
  // The request whose answer was kept; none is all zeros.
  gatewayCache: {
    hit: { column: 'cache_reference_id', begins: { '00000000-0000': 'false' }, otherwise: 'true' },
    gateway: 'helicone',
  },
  resource: {
    type: { value: 'session' },
    id: ['session_id', 'properties.Helicone-Session-Id', 'request_properties.Helicone-Session-Id'],
  },
  usage: {
    input_tokens: ['prompt_tokens', 'promptTokens'],
    input_audio_tokens: 'prompt_audio_tokens',
    cache_read_tokens: ['prompt_cache_read_tokens', 'promptCacheReadTokens'],
    cache_write_5m_tokens: ['prompt_cache_write_tokens', 'promptCacheWriteTokens'],
    output_tokens: ['completion_tokens', 'completionTokens'],
    output_audio_tokens: 'completion_audio_tokens',
  },
};

/** Maps for what gateways and their observers export. */
export const GATEWAY_PRESETS: Readonly<Record<string, ImportMap>> = {
  openrouter,
  litellm,
  langfuse,
  helicone,
};
