import type { ImportMap } from '../import-map.ts';

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
export const litellm: ImportMap = {
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
