import type { ImportMap } from '../import-map.ts';

/** Usage export of Anthropic's console, or results of its usage API: every kind of token has its column. */
export const anthropic: ImportMap = {
  rows: ['data', 'results'],
  same: [
    ['usage_date_utc', 'usage_date', 'starting_at'],
    'ending_at',
    ['model_version', 'model'],
    ['api_key', 'api_key_id'],
    ['workspace', 'workspace_id'],
    ['usage_type', 'service_tier'],
    'context_window',
    'inference_geo',
    'speed',
  ],
  occurredAt: ['usage_date_utc', 'usage_date', 'starting_at'],
  provider: { value: 'anthropic' },
  model: ['model_version', 'model'],
  operation: { value: 'imported usage' },
  group: { type: { value: 'workspace' }, id: ['workspace', 'workspace_id'] },
  tags: { key: ['api_key', 'api_key_id'] },
  attributes: {
    service_tier: {
      column: ['usage_type', 'service_tier'],
      values: { batch: 'batch', priority: 'priority' },
    },
    inference_geo: { column: 'inference_geo', values: { us: 'us' } },
    speed: { column: 'speed', values: { fast: 'fast' } },
    // The page's export and the API write it differently; a row of long prompts is above the step by its sum.
    prompt_size: {
      column: 'context_window',
      values: { '≤ 200k': 'short', '<= 200k': 'short', '0-200k': 'short' },
    },
  },
  usage: {
    input_tokens: ['usage_input_tokens_no_cache', 'uncached_input_tokens'],
    // Exports of before the lifetimes have one column for both.
    cache_write_5m_tokens: [
      'usage_input_tokens_cache_write_5m',
      'cache_creation.ephemeral_5m_input_tokens',
      'usage_input_tokens_cache_write',
    ],
    cache_write_1h_tokens: ['usage_input_tokens_cache_write_1h', 'cache_creation.ephemeral_1h_input_tokens'],
    cache_read_tokens: ['usage_input_tokens_cache_read', 'cache_read_input_tokens'],
    output_tokens: ['usage_output_tokens', 'output_tokens'],
    web_searches: ['web_search_count', 'server_tool_use.web_search_requests'],
  },
};
