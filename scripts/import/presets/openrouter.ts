import type { ImportMap } from '../import-map.ts';

/**
 * Activity export of OpenRouter, or answers of its activity API; reasoning is inside the completion, and `variant` ends
 * the model.
 */
export const openrouter: ImportMap = {
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
